import { signal } from '@preact/signals';
import { ApiError } from '../api/http';
import { t } from '../i18n/i18n';
import { refusalText } from '../shell/refusal';
import { sessionEnded, setPassword } from '../state/session';
import { checkPassword, LEAST_PASSWORD, lengthOf, LONGEST_PASSWORD, type PasswordMistake } from './password-rule';

/** What was typed; it is kept in the fields and nowhere else. */
export interface Typed {
  present: string;
  password: string;
  again: string;
}

export type Field = keyof Typed;

export type Attempt =
  | { kind: 'idle' | 'busy' | 'done' }
  | { kind: 'mistaken'; mistake: PasswordMistake; length: number }
  | { kind: 'refused'; error: unknown };

export const attempt = signal<Attempt>({ kind: 'idle' });

/** Whether the dialog is open. */
export const asked = signal(false);

/** Open the dialog in which a person sets a password. */
export function askPassword(): void {
  attempt.value = { kind: 'idle' };
  asked.value = true;
}

const isWrongPresent = (error: unknown) => error instanceof ApiError && error.code === 'console.wrong-credentials';
const isSignedOut = (error: unknown) => error instanceof ApiError && error.code === 'console.not-signed-in';

/** Check what was typed and have the node keep it; `attempt` tells how that went. */
export async function tryPassword({ present, password, again }: Typed): Promise<void> {
  const mistake = checkPassword(password, again);
  if (mistake) {
    attempt.value = { kind: 'mistaken', mistake, length: lengthOf(password) };
    return;
  }
  attempt.value = { kind: 'busy' };
  try {
    await setPassword(password, present);
    attempt.value = { kind: 'done' };
  } catch (error) {
    if (isSignedOut(error)) await sessionEnded();
    else attempt.value = { kind: 'refused', error };
  }
}

/** The field that has to be typed anew; null if it is none of them. */
export function faultyField(state: Attempt): Field | null {
  if (state.kind === 'mistaken') return state.mistake === 'different' ? 'again' : 'password';
  return state.kind === 'refused' && isWrongPresent(state.error) ? 'present' : null;
}

/** What a person is told of an attempt that failed; empty otherwise. */
export function failureText(state: Attempt): string {
  if (state.kind === 'mistaken') {
    return t(`password.${state.mistake}`, { length: state.length, least: LEAST_PASSWORD, longest: LONGEST_PASSWORD });
  }
  if (state.kind !== 'refused') return '';
  return isWrongPresent(state.error) ? t('password.wrong-present') : refusalText(state.error);
}
