import { decode, encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitBefore_ms } from '../src/live/backoff';
import type { FromWorker } from '../src/live/protocol';
import { Stream } from '../src/live/stream';
import { alert, track } from './samples';

/** Stands in for the browser's WebSocket; a test drives the node's end. */
class Socket {
  static readonly OPEN = 1;
  static made: Socket[] = [];
  readyState = 0;
  sent: unknown[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: ArrayBuffer }) => void;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly address: URL) {
    Socket.made.push(this);
  }
  send(bytes: Uint8Array) {
    this.sent.push(decode(bytes));
  }
  close() {}
  open() {
    this.readyState = Socket.OPEN;
    this.onopen?.();
  }
  say(message: unknown) {
    const bytes = encode(message);
    this.onmessage?.({ data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer });
  }
}

class Events {
  static made: Events[] = [];
  constructor(readonly address: URL) {
    Events.made.push(this);
  }
  close() {}
}

let told: FromWorker[];
let stream: Stream;
let status: number;
const states = () => told.flatMap((message) => (message.kind === 'state' ? [message.state] : []));
const socket = (i: number) => Socket.made.at(i) as Socket;
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

const ANSWERS: Record<string, unknown> = {
  '/api/v1/picture': { at_ms: 1_000, tracks: [track()], sensors: [], declarations: [] },
  '/api/v1/alerts': { alerts: [], cursor: 7 },
  '/api/v1/links': { links: [] },
  '/api/v1/feeds': { feeds: [] },
};

beforeEach(async () => {
  vi.useFakeTimers();
  [told, status, Socket.made, Events.made] = [[], 200, [], []];
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('EventSource', Events);
  vi.stubGlobal('fetch', async (url: URL) => ({ ok: status === 200, status, json: async () => ANSWERS[url.pathname] }));
  stream = new Stream('http://127.0.0.1:8080', 'csrf', (message) => told.push(message));
  stream.start();
  await settle();
});

afterEach(() => {
  stream.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('the picture is loaded before the stream is opened at the cursor of the alerts', () => {
  expect(told.find((message) => message.kind === 'tracks')).toMatchObject({ count: 1, batch: { reset: true } });
  expect(socket(-1).address.href).toBe('ws://127.0.0.1:8080/api/v1/live?cursor=7');
});

test('nothing is called live before the stream is open', () => {
  expect(states()).toEqual([]);
  socket(-1).open();
  expect(states()).toEqual(['live']);
});

test('a lost stream is stale at once and comes back', async () => {
  socket(-1).open();
  socket(-1).onclose?.({ code: 1006 });
  expect(states()).toEqual(['live', 'stale']);
  await settle(1_000);
  socket(-1).open();
  expect([Socket.made.length, states().at(-1)]).toEqual([2, 'live']);
});

test('the end of the session is final', async () => {
  socket(-1).open();
  socket(-1).onclose?.({ code: 4401 });
  await settle(60_000);
  expect([states().at(-1), Socket.made.length]).toEqual(['signed-out', 1]);
});

test('where WebSockets do not pass, server-sent events are tried', async () => {
  socket(-1).onclose?.({ code: 1006 });
  await settle(1_000);
  expect(Events.made.map(({ address }) => address.pathname)).toEqual(['/api/v1/live/sse']);
});

test('a silent stream is asked after, and is stale if the node does not answer', async () => {
  socket(-1).open();
  await settle(7_000);
  expect(states()).toEqual(['live']);
  status = 500;
  await settle(7_000);
  expect(states().at(-1)).toBe('stale');
});

test('a role that sees no content is told so and does not try again', async () => {
  socket(-1).open();
  status = 403;
  socket(-1).onclose?.({ code: 1006 });
  await settle(60_000);
  expect([states().at(-1), Socket.made.length]).toEqual(['no-content', 1]);
});

test('what was shown is said on the stream', () => {
  socket(-1).open();
  stream.shown('a1');
  expect(socket(-1).sent).toEqual([{ type: 'shown', alert: 'a1' }]);
});

test('alerts pass with their content, tracks as numbers, and the watched track in full', () => {
  socket(-1).open();
  stream.watch('T104-K');
  socket(-1).say({ type: 'alert', cursor: 8, alert: alert() });
  socket(-1).say({ type: 'tracks', at_ms: 2_000, tracks: [track({ at_ms: 2_000 })], gone: [] });
  expect(told).toContainEqual({ kind: 'alerts', alerts: [alert()] });
  expect(told.at(-1)).toEqual({ kind: 'watched', track: track({ at_ms: 2_000 }) });
});

test('waiting times double, are bounded and spread', () => {
  expect([1, 2, 3, 9].map((failures) => waitBefore_ms(failures, 0))).toEqual([500, 1_000, 2_000, 10_000]);
  expect(waitBefore_ms(1, 1)).toBeCloseTo(333.3, 1);
});
