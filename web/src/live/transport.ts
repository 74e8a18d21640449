import { decode, encode } from '@msgpack/msgpack';
import { CLOSED_SIGNED_OUT, type LiveMessage } from '../api/contract';

/** What a transport reports to the stream that opened it. */
export interface Listener {
  opened(): void;
  said(message: LiveMessage): void;
  /** The transport is over; `opened` tells whether it ever worked. */
  closed(reason: 'lost' | 'signed-out', opened: boolean): void;
}

/** One connection to the node's live stream. */
export interface Transport {
  shown(alert: string): void;
  close(): void;
}

export type Open = (base: string, cursor: number, listener: Listener) => Transport;

/** MessagePack over a WebSocket. */
export const openWebSocket: Open = (base, cursor, listener) => {
  const address = new URL(`/api/v1/live?cursor=${cursor}`, base);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  let opened = false;
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    opened = true;
    listener.opened();
  };
  socket.onmessage = (event: MessageEvent<ArrayBuffer>) => listener.said(decode(event.data) as LiveMessage);
  socket.onclose = (event) => listener.closed(event.code === CLOSED_SIGNED_OUT ? 'signed-out' : 'lost', opened);
  return {
    shown: (alert) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encode({ type: 'shown', alert }));
    },
    close: () => {
      socket.onclose = null;
      socket.close();
    },
  };
};

/** The same messages as server-sent events, for networks whose proxies break WebSockets. */
export const openEvents =
  (csrf: string): Open =>
  (base, cursor, listener) => {
    const source = new EventSource(new URL(`/api/v1/live/sse?cursor=${cursor}`, base));
    let opened = false;
    source.onopen = () => {
      opened = true;
      listener.opened();
    };
    source.onmessage = (event: MessageEvent<string>) => listener.said(JSON.parse(event.data) as LiveMessage);
    source.onerror = () => {
      source.close(); // the stream above reconnects, with its own cursor and waiting times
      listener.closed('lost', opened);
    };
    return {
      shown: (alert) =>
        void fetch(new URL(`/api/v1/alerts/${encodeURIComponent(alert)}/shown`, base), {
          method: 'POST',
          headers: { 'X-CSRF-Token': csrf },
        }),
      close: () => source.close(),
    };
  };
