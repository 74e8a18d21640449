import { expect, test } from 'vitest';
import { ApiError } from '../src/api/http';
import { failureText, faultyField } from '../src/account/password-attempt';
import { checkPassword, LEAST_PASSWORD, LONGEST_PASSWORD } from '../src/account/password-rule';
import { chooseLanguage } from '../src/i18n/i18n';

const of = (length: number) => 'a'.repeat(length);

test('the shortest and the longest password that the node takes are taken', () => {
  for (const length of [LEAST_PASSWORD, LONGEST_PASSWORD]) expect(checkPassword(of(length), of(length))).toBeNull();
  expect(checkPassword(of(LEAST_PASSWORD - 1), of(LEAST_PASSWORD - 1))).toBe('too-short');
  expect(checkPassword(of(LONGEST_PASSWORD + 1), of(LONGEST_PASSWORD + 1))).toBe('too-long');
});

test('characters are counted as the node counts them, not in halves', () => {
  expect(checkPassword('🦅'.repeat(11), '🦅'.repeat(11))).toBe('too-short');
  expect(checkPassword('🦅'.repeat(256), '🦅'.repeat(256))).toBeNull();
});

test('a repetition that differs in a capital or a space is different', () => {
  expect(checkPassword(of(12), 'A'.repeat(12))).toBe('different');
  expect(checkPassword(of(12), `${of(12)} `)).toBe('different');
});

test('each failure names its field and says its reason in the language chosen', () => {
  const short = { kind: 'mistaken', mistake: 'too-short', length: 5 } as const;
  chooseLanguage('es');
  expect(failureText(short)).toBe('La contraseña nueva tiene 5 caracteres; necesita al menos 12.');
  chooseLanguage('en');
  expect(failureText(short)).toBe('The new password has 5 characters; it needs at least 12.');
  expect(faultyField(short)).toBe('password');
  expect(faultyField({ kind: 'mistaken', mistake: 'different', length: 12 })).toBe('again');
});

test('a wrong present password is not told as a wrong name', () => {
  const refused = { kind: 'refused', error: new ApiError(401, 'console.wrong-credentials', 'The name …', '') } as const;
  expect(faultyField(refused)).toBe('present');
  chooseLanguage('en');
  expect(failureText(refused)).toContain('present password');
});

test('any other refusal is told in the words of the node and blames no field', () => {
  const refused = { kind: 'refused', error: new ApiError(429, 'console.too-many-attempts', 'Wait 4 s.', '') } as const;
  expect(faultyField(refused)).toBeNull();
  expect(failureText(refused)).toBe('Wait 4 s.');
});
