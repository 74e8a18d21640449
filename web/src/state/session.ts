import { signal } from '@preact/signals';
import type { NodeView, Phrases, SessionView } from '../api/contract';
import { csrf, get, post } from '../api/http';

/** Who is at this page, as far as the node knows. */
export type Session =
  | { kind: 'asking' }
  | { kind: 'unreachable' }
  | { kind: 'signed-out'; node: NodeView; ended: boolean }
  | { kind: 'signed-in'; view: SessionView };

export const session = signal<Session>({ kind: 'asking' });

/** Whether a password is offered: this person came by a one-time link and has not answered yet. */
export const offersPassword = signal(false);

/** The numbered phrases of alerts, in both languages. */
export const phrases = signal<Phrases>({});

const isSignedIn = (view: NodeView | SessionView): view is SessionView => view.signed_in;

/** Ask the node who we are. Throws what `get` throws. */
export async function loadSession(ended = false): Promise<void> {
  await enter(await get<NodeView | SessionView>('/api/v1/session'), ended);
}

/** Sign in with a name and password, or a one-time token. Throws `ApiError` with the node's reason. */
export async function signIn(credentials: { name: string; password: string } | { token: string }): Promise<void> {
  const view = await post<NodeView | SessionView>('/api/v1/sign-in', credentials);
  offersPassword.value = 'token' in credentials;
  if (isSignedIn(view)) await enter(view, false);
  else await loadSession();
}

/** Show once more who this is, by password or an own one-time link. Throws `ApiError` with the node's reason. */
export async function signInAgain(credentials: { password: string } | { token: string }): Promise<void> {
  session.value = { kind: 'signed-in', view: await post<SessionView>('/api/v1/session/again', credentials) };
}

/** Set this person's password; `present` counts only where it is needed. Throws `ApiError` with the node's reason. */
export async function setPassword(password: string, present: string): Promise<void> {
  const view = await post<SessionView>('/api/v1/password', present ? { password, present } : { password });
  session.value = { kind: 'signed-in', view };
}

export async function signOut(): Promise<void> {
  await post('/api/v1/sign-out');
  csrf.value = '';
  await loadSession();
}

/** The node ended the session: back to the sign-in page, saying so. */
export async function sessionEnded(): Promise<void> {
  csrf.value = '';
  await loadSession(true).catch(() => {
    session.value = { kind: 'unreachable' };
  });
}

async function enter(view: NodeView | SessionView, ended: boolean): Promise<void> {
  if (!isSignedIn(view)) {
    session.value = { kind: 'signed-out', node: view, ended };
    return;
  }
  csrf.value = view.csrf;
  phrases.value = await get<Phrases>('/api/v1/phrases');
  session.value = { kind: 'signed-in', view };
}

/** Whether this person may acknowledge alerts and report outcomes. */
export const keepsWatch = (): boolean => desk()?.roles.includes('watch-officer') ?? false;

/** The signed-in desk; null elsewhere. */
export const desk = (): SessionView | null => (session.value.kind === 'signed-in' ? session.value.view : null);
