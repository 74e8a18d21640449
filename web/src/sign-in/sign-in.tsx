import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import type { NodeView } from '../api/contract';
import { t } from '../i18n/i18n';
import { LanguageSwitch, sideName } from '../shell/header';
import { refusalText } from '../shell/refusal';
import { signIn } from '../state/session';

type Attempt = { kind: 'idle' } | { kind: 'busy'; byLink: boolean } | { kind: 'refused'; error: unknown };
const attempt = signal<Attempt>({ kind: 'idle' });

/** The token of a one-time link, taken out of the address so that it stays neither there nor in the history. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('link');
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

async function trySignIn(credentials: Parameters<typeof signIn>[0], byLink: boolean): Promise<void> {
  attempt.value = { kind: 'busy', byLink };
  try {
    await signIn(credentials);
    attempt.value = { kind: 'idle' };
  } catch (error) {
    attempt.value = { kind: 'refused', error };
  }
}

export function SignIn({ node, ended }: { node: NodeView; ended: boolean }) {
  useEffect(() => {
    const follow = () => {
      const token = takeToken();
      if (token) void trySignIn({ token }, true);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="sign-in-top">
          <p class="wordmark">
            <img src="/lindero.svg" alt="" width="34" height="34" />
            Lindero
          </p>
          <LanguageSwitch />
        </div>
        <p class="sign-in-tagline">{t('app.tagline')}</p>
        <h1>{t('sign-in.title')}</h1>
        <p class="sign-in-node">{t('sign-in.node', { node: node.node, side: sideName(node.side) })}</p>
        {ended && attempt.value.kind === 'idle' && (
          <p class="note" role="status">
            {t('sign-in.ended')}
          </p>
        )}
        <Form />
        <p class="hint">{t('sign-in.hint')}</p>
        <p class="version">
          {node.node} · {node.version}
        </p>
      </div>
    </main>
  );
}

function Form() {
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const state = attempt.value;
  const busy = state.kind === 'busy';
  const submit = (event: Event) => {
    event.preventDefault();
    if (!name.current || !password.current) return;
    void trySignIn({ name: name.current.value, password: password.current.value }, false);
  };
  return (
    <form onSubmit={submit} data-testid="sign-in-form">
      <label>
        {t('sign-in.name')}
        <input ref={name} name="name" autocomplete="username" autocapitalize="none" spellcheck={false} required />
      </label>
      <label>
        {t('sign-in.password')}
        <input ref={password} name="password" type="password" autocomplete="current-password" required />
      </label>
      <div class="form-answer" role="alert">
        {state.kind === 'refused' && <p class="refusal">{refusalText(state.error)}</p>}
      </div>
      <button type="submit" class="primary-button" disabled={busy}>
        {busy ? t(state.byLink ? 'sign-in.link' : 'sign-in.busy') : t('sign-in.submit')}
      </button>
    </form>
  );
}
