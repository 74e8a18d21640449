import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import { App } from './app';
import { followLanguage } from './i18n/i18n';
import { startClock } from './state/clock';
import { startLive } from './state/live';
import { desk, loadSession, session } from './state/session';
import './styles/index.css';

const AGAIN_MS = 2_000;

/** Ask until the node answers; it may still be starting. */
async function findSession(): Promise<void> {
  try {
    await loadSession();
  } catch {
    session.value = { kind: 'unreachable' };
    setTimeout(() => void findSession(), AGAIN_MS);
  }
}

/** The stream runs exactly while a desk is signed in. */
function followDesk(): void {
  let stop: (() => void) | null = null;
  effect(() => {
    const signedIn = desk() !== null;
    if (signedIn && !stop) stop = untracked(startLive);
    if (!signedIn && stop) {
      stop();
      stop = null;
    }
  });
}

followLanguage();
startClock();
followDesk();
void findSession();

const root = document.getElementById('app');
if (root) render(<App />, root);
