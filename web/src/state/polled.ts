import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from '../api/http';
import { loadSession, sessionEnded } from './session';

export interface Polled<T> {
  answer: T | null;
  error: unknown;
  reload: () => void;
}

const isCode = (error: unknown, code: string) => error instanceof ApiError && error.code === code;
const isForbidden = (error: unknown) => error instanceof ApiError && error.status === 403;

/** What the node refused because of who asks: the page follows, and shows nothing that is not for this person. */
export function followRefusal(error: unknown): void {
  if (isCode(error, 'console.not-signed-in')) void sessionEnded();
  else if (isCode(error, 'console.role-missing') || isCode(error, 'console.no-content')) void loadSession().catch(() => {});
}

/** The newest answer of the node while the component is shown; asked for again and again. A null path asks nothing. */
export function usePolled<T>(path: string | null, every_ms: number): Polled<T> {
  const [state, setState] = useState<{ path: string | null; answer: T | null; error: unknown }>({
    path,
    answer: null,
    error: null,
  });
  const ask = useRef<() => void>(() => {});
  useEffect(() => {
    if (path === null) return;
    let turn = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    ask.current = () => {
      clearTimeout(timer);
      const mine = ++turn;
      const said = (answer: T | null, error: unknown) => {
        if (mine !== turn) return;
        setState((before) => {
          const kept = before.path === path && !isForbidden(error) ? before.answer : null;
          return { path, answer: error === null ? answer : kept, error };
        });
        timer = setTimeout(ask.current, every_ms);
      };
      get<T>(path).then(
        (answer) => said(answer, null),
        (error: unknown) => {
          if (mine === turn) followRefusal(error);
          said(null, error);
        },
      );
    };
    ask.current();
    return () => {
      turn += 1;
      clearTimeout(timer);
    };
  }, [path, every_ms]);
  const fresh = state.path === path;
  return { answer: fresh ? state.answer : null, error: fresh ? state.error : null, reload: () => ask.current() };
}
