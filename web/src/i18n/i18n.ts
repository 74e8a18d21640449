import { effect, signal } from '@preact/signals';
import { acceptLanguage } from '../api/http';
import type { Bilingual } from '../api/contract';
import { en, type TextKey, type Texts } from './en';
import { es } from './es';

export type Language = 'es' | 'en';

const TEXTS: Record<Language, Texts> = { es, en };
const LOCALES: Record<Language, string> = { es: 'es-MX', en: 'en-US' };
const REMEMBERED = 'lindero.language';

/** The language chosen here before, else the browser's, else Spanish. */
function initial(): Language {
  const chosen = remembered() ?? (globalThis.navigator?.language ?? 'es').slice(0, 2);
  return chosen === 'en' ? 'en' : 'es';
}

function remembered(): string | null {
  try {
    return globalThis.localStorage?.getItem(REMEMBERED) ?? null;
  } catch {
    return null; // storage may be forbidden; then the choice lasts as long as the page
  }
}

/** The reader's language; whatever reads it is drawn anew when it changes. */
export const language = signal<Language>(initial());

/** Choose the language and remember it. */
export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // see remembered()
  }
}

/** Keep the document and the requests in the reader's language. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    acceptLanguage.value = language.value;
  });
}

/** The BCP 47 tag for numbers and dates. */
export const locale = (): string => LOCALES[language.value];

/** A text in the reader's language, its `{names}` filled in. */
export function t(key: TextKey, values?: Record<string, string | number>): string {
  const text = TEXTS[language.value][key];
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text;
}

/** The reader's half of a text that the node holds in both languages. */
export const inLanguage = (text: Bilingual | null | undefined): string => text?.[language.value] ?? '';
