import { expect, test } from 'vitest';
import { en, type TextKey } from '../src/i18n/en';
import { es } from '../src/i18n/es';
import { chooseLanguage, inLanguage, t } from '../src/i18n/i18n';

const KEYS = Object.keys(en) as TextKey[];
const names = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test('no text is empty in either language', () => {
  expect(KEYS.filter((key) => !en[key].trim() || !es[key].trim())).toEqual([]);
});

test('both languages fill in the same names', () => {
  expect(KEYS.filter((key) => names(en[key]).join() !== names(es[key]).join())).toEqual([]);
});

test('a text follows the language chosen', () => {
  chooseLanguage('es');
  expect(t('map.tracks', { count: 3 })).toBe('3 trazas');
  chooseLanguage('en');
  expect(t('map.tracks', { count: 3 })).toBe('3 tracks');
  expect(inLanguage({ es: 'sur', en: 'south' })).toBe('south');
});
