import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ApiError } from '../api/http';
import { t } from '../i18n/i18n';
import { nodeTime } from '../state/clock';
import { followRefusal } from '../state/polled';
import { desk, loadSession, signInAgain } from '../state/session';

/** Something that a person is about to do, with all that they should know before. */
export interface Act {
  title: string;
  /** What will happen, a sentence each. */
  consequences: readonly string[];
  /** What the button says; without it there is nothing to do but read. */
  confirm?: string;
  /** Takes the password once more. */
  again?: boolean;
  /** The partner's id, which must be typed because this cannot be undone. */
  typed?: string;
  /** What else is to be given; read from the form by its names. */
  fields?: () => ComponentChildren;
  run?: (form: FormData) => Promise<string>;
}

export type Progress =
  | { kind: 'idle' | 'busy' }
  | { kind: 'mistyped' }
  | { kind: 'refused'; error: unknown }
  | { kind: 'done'; said: string };

export const act = signal<Act | null>(null);
export const progress = signal<Progress>({ kind: 'idle' });

/** Open the dialog in which a person confirms an act. */
export function ask(wanted: Act): void {
  progress.value = { kind: 'idle' };
  act.value = wanted;
}

const SPARE_MS = 10_000;

/** Whether the password is due: never typed again, or nearly five minutes ago. */
export const againIsDue = (): boolean => (desk()?.again_until_ms ?? 0) < nodeTime() + SPARE_MS;

const isAgainDue = (error: unknown) => error instanceof ApiError && error.code === 'release.sign-in-again';

/** A one-time link, whole or its token alone, or else a password. */
function credentials(text: string): { token: string } | { password: string } {
  const token = /#link=([\w-]+)$/.exec(text.trim())?.[1];
  return token ? { token } : { password: text };
}

/** Carry out what was asked, as the form says; `progress` tells how that went. */
export async function carryOut(wanted: Act, form: FormData): Promise<void> {
  if (wanted.typed !== undefined && form.get('typed') !== wanted.typed) {
    progress.value = { kind: 'mistyped' };
    return;
  }
  progress.value = { kind: 'busy' };
  try {
    const password = form.get('again');
    if (wanted.again && typeof password === 'string') await signInAgain(credentials(password));
    progress.value = { kind: 'done', said: (await wanted.run?.(form)) ?? '' };
  } catch (error) {
    followRefusal(error);
    if (isAgainDue(error)) await loadSession().catch(() => {}); // it then says that the password is due
    progress.value = { kind: 'refused', error };
  }
}

/** What a person is told after an attempt that failed; empty otherwise. */
export const mistyped = (typed: string): string => t('act.mistyped', { typed });
