import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import { App } from './app';
import { followLanguage } from './i18n/i18n';
import { startClock } from './state/clock';
import { startLive } from './state/live';
import { live } from './state/picture';
import { followAddress, may } from './state/place';
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

/** The stream runs exactly while somebody is signed in who may see content. */
function followDesk(): void {
  let stop: (() => void) | null = null;
  effect(() => {
    const sees = may.readContent();
    if (desk() && !sees) untracked(() => (live.value = { state: 'no-content', fresh_ms: null }));
    if (sees && !stop) stop = untracked(startLive);
    if (!sees && stop) {
      stop();
      stop = null;
    }
  });
}

followLanguage();
followAddress();
startClock();
followDesk();
void findSession();

const root = document.getElementById('app');
if (root) render(<App />, root);
