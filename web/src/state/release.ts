import { signal } from '@preact/signals';
import type { WaitingView } from '../api/exchange';
import { ApiError, get, post } from '../api/http';
import { may } from './place';
import { followRefusal } from './polled';

const EVERY_MS = 1_000;

/** What waits for two persons; null while the node has not answered, or may not answer this person. */
export const waiting = signal<readonly WaitingView[] | null>(null);
export const waitingError = signal<unknown>(null);

async function ask(): Promise<void> {
  try {
    waiting.value = (await get<{ waiting: WaitingView[] }>('/api/v1/release')).waiting;
    waitingError.value = null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) waiting.value = null;
    waitingError.value = error;
    followRefusal(error);
  }
}

/** Follow the desk of a releaser; returns how to stop. Nothing of it is kept afterwards. */
export function followReleaseDesk(): () => void {
  if (!may.release()) return () => {};
  let over = false;
  const again = async () => {
    await ask();
    if (over) waiting.value = null;
    else setTimeout(() => void (over ? null : again()), EVERY_MS);
  };
  void again();
  return () => {
    over = true;
    waiting.value = null;
  };
}

/** This person approves exactly these bytes; tells whether it leaves now. Throws `ApiError`. */
export async function approve(item: WaitingView, purpose: string, authority: string): Promise<boolean> {
  const { partner, record, sha256 } = item;
  const body = { partner, record, sha256, purpose, authority };
  const heard = await post<{ approved: boolean; waiting: WaitingView[] }>('/api/v1/release/approve', body);
  waiting.value = heard.waiting;
  return heard.approved;
}

/** This person refuses. Throws `ApiError`. */
export async function refuse({ partner, record }: WaitingView, reason: string): Promise<void> {
  const left = await post<{ waiting: WaitingView[] }>('/api/v1/release/refuse', { partner, record, reason });
  waiting.value = left.waiting;
}
