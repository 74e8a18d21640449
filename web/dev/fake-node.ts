/**
 * A Vite plugin that answers as a node's console would, with made-up moving tracks, so that the page can be developed
 * alone: `npm run dev` (any name, password "lindero"), or `npm run build && npm run preview` to see the built page under
 * the node's content security policy. Never part of the build.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:http';
import { encode } from '@msgpack/msgpack';
import type { Plugin } from 'vite';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AlertView } from '../src/api/contract';
import type { HoldView } from '../src/api/exchange';
import { DECISIONS, EXPLAINED, RECALLS } from './exchange.ts';
import { alertsAt, declarationsAt, feedsAt, linksAt, manyFliers, PHRASES, SENSORS, tailOf, tracksAt } from './scenario.ts';

const CSP = "default-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' data: blob:; font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const NODE = { node: 'us.cbp', side: 'USA', simulated: true, version: '0.1.0' };
const DESK = { signed_in: true, ...NODE, name: 'demo', desk: 'us.cbp/watch-1', roles: ['watch-officer', 'auditor'], csrf: 'development' };
const BATCH_MS = 200;

const alerts = new Map<string, AlertView>();
let cursor = 1;
let signedIn = false;
const sockets = new Set<WebSocket>();

const send = (message: unknown) => sockets.forEach((socket) => socket.send(encode(message)));

function changed(alert: AlertView): AlertView {
  alerts.set(alert.alert, alert);
  cursor += 1;
  send({ type: 'alert', cursor, alert });
  return alert;
}

function act(id: string, action: string, body: Record<string, string>): AlertView | null {
  const alert = alerts.get(id);
  if (!alert) return null;
  const now = Date.now();
  if (action === 'acknowledge') return changed({ ...alert, acknowledged_by: DESK.desk, times: { ...alert.times, acknowledged_ms: now } });
  if (action === 'shown') return changed({ ...alert, times: { ...alert.times, shown_ms: alert.times.shown_ms ?? now } });
  return changed({ ...alert, state: 'closed', verdict: body.verdict as AlertView['verdict'], outcome_by: DESK.desk, times: { ...alert.times, outcome_ms: now } });
}

const holds: HoldView[] = [];

/** The requests of the Exchange page that need no partner: recalls, holds, consent, the decision log. */
function exchange(path: string, body: Record<string, string>, now: number): unknown {
  if (path === '/api/v1/recalls') return { asked: [], received: RECALLS.map((one) => ({ ...one, asked_ms: now - 60_000 })), withdrawn: [] };
  if (path === '/api/v1/consents') return { given: ['mx.sedena'] };
  if (path === '/api/v1/decisions') return { decisions: DECISIONS.map((one) => ({ ...one, at_ms: now - 5_000 })), next: null };
  if (path === '/api/v1/decisions/explained') return EXPLAINED;
  if (path === '/api/v1/reasons') return { version: '1', reasons: {} };
  if (path === '/api/v1/holds/release') holds.forEach((one, i) => void (one.record === body.record && (holds[i] = { ...one, ended_ms: now, ended_by: DESK.name })));
  else if (path === '/api/v1/holds' && body.record)
    holds.unshift({ record: body.record, reason: body.reason ?? '', authority: body.authority ?? '', person: DESK.name, at_ms: now, ended_ms: null, ended_by: null });
  return path.startsWith('/api/v1/holds') ? { holds, erased: 0 } : null;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  let text = '';
  for await (const part of request) text += String(part);
  return text ? (JSON.parse(text) as Record<string, string>) : {};
}

async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const say = (value: unknown, status = 200) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const now = Date.now();
  const body = request.method === 'POST' ? await bodyOf(request) : {};
  if (path === '/healthz') return say({ status: 'ok', ...NODE, kernels: 'ready' });
  if (path === '/api/v1/session') return say(signedIn ? DESK : { signed_in: false, ...NODE });
  if (path === '/api/v1/sign-in') {
    signedIn = 'token' in body || body.password === 'lindero';
    const english = request.headers['accept-language']?.startsWith('en');
    const refusal = english
      ? { code: 'console.sign_in_refused', message: 'Name and password do not match.', remedy: 'Check both, or ask your administrator.' }
      : { code: 'console.sign_in_refused', message: 'El nombre y la contraseña no coinciden.', remedy: 'Revise ambos o pregunte a su administrador.' };
    return signedIn ? say(DESK) : say(refusal, 401);
  }
  if (path === '/api/v1/phrases') return say(PHRASES);
  if (!signedIn) return say({ code: 'console.signed_out', message: '', remedy: '' }, 401);
  if (path === '/api/v1/sign-out') {
    signedIn = false;
    return say({});
  }
  if (path === '/api/v1/password') return say(DESK);
  if (path === '/api/v1/picture') return say({ at_ms: now, tracks: tracksAt(now), sensors: SENSORS, declarations: declarationsAt(now) });
  if (path === '/api/v1/alerts') return say({ alerts: [...alerts.values()], cursor });
  if (path === '/api/v1/session/again') return say({ ...DESK, again_until_ms: now + 300_000 });
  const exchanged = exchange(path, body, now);
  if (exchanged) return say(exchanged, request.method === 'POST' ? 201 : 200);
  if (path === '/api/v1/links') return say({ links: linksAt(now) });
  if (path === '/api/v1/feeds') return say({ feeds: feedsAt(now) });
  const track = /^\/api\/v1\/tracks\/(.+)$/.exec(path);
  if (track?.[1]) return say({ tail: tailOf(track[1], now) });
  const alert = /^\/api\/v1\/alerts\/([^/]+)\/(acknowledge|outcome|shown)$/.exec(path);
  const result = alert?.[1] && alert[2] ? act(alert[1], alert[2], body) : null;
  return result ? say(result) : say({ code: 'http.404', message: path, remedy: '' }, 404);
}

function attach(server: Server): void {
  const stream = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/api/v1/live')) return;
    stream.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.on('close', () => sockets.delete(client));
      client.on('message', () => {
        const waiting = [...alerts.values()].find((alert) => !alert.own && alert.times.shown_ms == null);
        if (waiting) act(waiting.alert, 'shown', {});
      });
    });
  });
  let turn = 0;
  setInterval(() => {
    if (sockets.size === 0) return;
    const now = Date.now();
    const part = turn++ % 5;
    send({ type: 'tracks', at_ms: now, tracks: tracksAt(now).filter((_, i) => i % 5 === part), gone: [] });
    if (part === 0) {
      send({ type: 'links', links: linksAt(now) });
      send({ type: 'feeds', feeds: feedsAt(now) });
    }
  }, BATCH_MS).unref();
}

export function fakeNode(): Plugin {
  manyFliers(Number(process.env.LINDERO_DEV_TRACKS ?? 0));
  alertsAt(Date.now()).forEach((alert) => alerts.set(alert.alert, alert));
  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/healthz' || path.startsWith('/api/')) return void answer(request, response, path);
    return next();
  };
  return {
    name: 'lindero-fake-node',
    configureServer(server) {
      server.middlewares.use(middleware);
      if (server.httpServer) attach(server.httpServer as Server);
    },
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('Content-Security-Policy', CSP);
        next();
      });
      server.middlewares.use(middleware);
      attach(server.httpServer as Server);
    },
  };
}
