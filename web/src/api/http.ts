import { signal } from '@preact/signals';

/** A refusal by the node: what happened and what to do about it, in the reader's language. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** The node did not answer at all. */
export class Unreachable extends Error {}

/** Proof that a request comes from this page and not from a stranger's; the node gives it with the session. */
export const csrf = signal('');

/** Language that refusals are asked for in. */
export const acceptLanguage = signal('es');

async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': acceptLanguage.value };
  if (method === 'POST') {
    headers['Content-Type'] = 'application/json';
    if (csrf.value) headers['X-CSRF-Token'] = csrf.value;
  }
  let response: Response;
  try {
    const content = method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {};
    response = await fetch(path, { method, headers, credentials: 'same-origin', cache: 'no-store', ...content });
  } catch {
    throw new Unreachable(path);
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response.status, answer);
  return answer as T;
}

function refusal(status: number, answer: unknown): ApiError {
  const said = (answer ?? {}) as { code?: unknown; message?: unknown; remedy?: unknown };
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return new ApiError(status, text(said.code) || `http.${status}`, text(said.message), text(said.remedy));
}

/** Ask the node for something. Throws `ApiError` when it refuses, `Unreachable` when it is silent. */
export const get = <T>(path: string): Promise<T> => call<T>('GET', path);

/** Tell the node to do something. Throws as `get` does. */
export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, body);
