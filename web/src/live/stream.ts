import type { AlertView, FeedView, LinkView, LiveMessage, PictureView } from '../api/contract';
import { TrackBook } from '../picture/track-book';
import { waitBefore_ms } from './backoff';
import type { FromWorker, LiveState } from './protocol';
import { openEvents, openWebSocket, type Transport } from './transport';

/** Without any message for this long the picture is asked for again, to know whether the node is merely quiet. */
const QUIET_MS = 5_000;
const ROWS_EVERY_MS = 1_000;

type Tell = (message: FromWorker, transfer?: Transferable[]) => void;

/** The live stream of one signed-in page: connects, resumes at its cursor, falls back, and says when it is stale. */
export class Stream {
  readonly #book = new TrackBook();
  #transport: Transport | null = null;
  #cursor = 0;
  #failures = 0;
  #useEvents = false;
  #fresh_ms: number | null = null;
  #state: LiveState = 'connecting';
  #watched: string | null = null;
  #rowsWanted = false;
  #stopped = false;
  #asking = false;
  readonly #timers: ReturnType<typeof setInterval>[] = [];

  constructor(
    readonly base: string,
    readonly csrf: string,
    readonly tell: Tell,
  ) {}

  start(): void {
    this.#timers.push(setInterval(() => void this.#checkQuiet(), 1_000));
    this.#timers.push(setInterval(() => this.#sendRows(), ROWS_EVERY_MS));
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#timers.forEach(clearInterval);
    this.#transport?.close();
  }

  watch(track: string | null): void {
    this.#watched = track;
    if (track) this.tell({ kind: 'watched', track: this.#book.shownBy(track) ?? null });
  }

  wantRows(wanted: boolean): void {
    this.#rowsWanted = wanted;
    this.#sendRows();
  }

  shown(alert: string): void {
    this.#transport?.shown(alert);
  }

  async #connect(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#loadAll();
    } catch (error) {
      return this.#lost(error instanceof Ended ? error.reason : 'lost');
    }
    if (this.#stopped) return;
    const open = this.#useEvents ? openEvents(this.csrf) : openWebSocket;
    this.#transport = open(this.base, this.#cursor, {
      opened: () => {
        this.#failures = 0;
        this.#be('live');
      },
      said: (message) => this.#apply(message),
      closed: (reason, opened) => {
        // A first attempt that never opened: perhaps a proxy that does not know WebSockets. Try the other way.
        if (!opened) this.#useEvents = !this.#useEvents;
        this.#lost(reason);
      },
    });
  }

  #lost(reason: 'lost' | Ended['reason']): void {
    this.#transport?.close();
    this.#transport = null;
    if (reason !== 'lost') {
      this.stop();
      return this.#be(reason);
    }
    this.#failures += 1;
    this.#be('stale');
    setTimeout(() => void this.#connect(), waitBefore_ms(this.#failures, Math.random()));
  }

  #be(state: LiveState): void {
    this.#state = state;
    this.tell({ kind: 'state', state, fresh_ms: this.#fresh_ms });
  }

  /** Everything once, before the stream says what changes. */
  async #loadAll(): Promise<void> {
    await this.#loadPicture();
    const [alerts, links, feeds] = await Promise.all([
      this.#get<{ alerts: AlertView[]; cursor: number }>('/api/v1/alerts?state=all'),
      this.#get<{ links: LinkView[] }>('/api/v1/links'),
      this.#get<{ feeds: FeedView[] }>('/api/v1/feeds'),
    ]);
    this.#cursor = alerts.cursor;
    this.tell({ kind: 'alerts', alerts: alerts.alerts });
    this.tell({ kind: 'links', links: links.links });
    this.tell({ kind: 'feeds', feeds: feeds.feeds });
  }

  async #loadPicture(): Promise<void> {
    const asked_ms = Date.now();
    const picture = await this.#get<PictureView>('/api/v1/picture');
    const answered_ms = Date.now();
    this.tell({ kind: 'clock', node_minus_page_ms: picture.at_ms - (asked_ms + answered_ms) / 2 });
    this.#fresh_ms = answered_ms;
    this.#sendBatch(this.#book.replace(picture.tracks, picture.at_ms));
    this.tell({ kind: 'sensors', sensors: picture.sensors });
    this.tell({ kind: 'declarations', declarations: picture.declarations });
  }

  async #get<T>(path: string): Promise<T> {
    const response = await fetch(new URL(path, this.base), {
      cache: 'no-store',
    });
    if (response.status === 401) throw new Ended('signed-out');
    if (response.status === 403) throw new Ended('no-content');
    if (!response.ok) throw new Error(`${response.status}`);
    return (await response.json()) as T;
  }

  #apply(message: LiveMessage): void {
    this.#fresh_ms = Date.now();
    if (this.#state !== 'live') this.#be('live');
    switch (message.type) {
      case 'tracks':
        return this.#sendBatch(this.#book.update(message.tracks, message.gone, message.at_ms));
      case 'alert':
        this.#cursor = Math.max(this.#cursor, message.cursor);
        return this.tell({ kind: 'alerts', alerts: [message.alert] });
      case 'alert-withdrawn':
        this.#cursor = Math.max(this.#cursor, message.cursor);
        return this.tell({ kind: 'withdrawn', alert: message.alert });
      case 'links':
        return this.tell({ kind: 'links', links: message.links });
      case 'sensors':
        return this.tell({ kind: 'sensors', sensors: message.sensors });
      case 'declarations':
        return this.tell({ kind: 'declarations', declarations: message.declarations });
      case 'feeds':
        return this.tell({ kind: 'feeds', feeds: message.feeds });
      case 'kernels':
        return this.tell({ kind: 'kernels', state: message.state });
    }
  }

  #sendBatch(batch: ReturnType<TrackBook['update']>): void {
    const simulated = this.#book.all().some((track) => track.simulated);
    this.tell({ kind: 'tracks', batch, count: this.#book.size, simulated }, [batch.slots.buffer, batch.values.buffer]);
    if (this.#watched) this.tell({ kind: 'watched', track: this.#book.shownBy(this.#watched) ?? null });
  }

  #sendRows(): void {
    if (this.#rowsWanted) this.tell({ kind: 'rows', rows: this.#book.all() });
  }

  /** A quiet stream and a dead one look alike: ask, so that the screen never claims to be live without knowing. */
  async #checkQuiet(): Promise<void> {
    if (this.#asking || this.#state !== 'live' || Date.now() - (this.#fresh_ms ?? 0) < QUIET_MS) return;
    this.#asking = true;
    try {
      await this.#loadPicture();
    } catch (error) {
      this.#lost(error instanceof Ended ? error.reason : 'lost');
    } finally {
      this.#asking = false;
    }
  }
}

/** There is nothing to come back for: nobody is signed in, or the person's role sees no content. */
class Ended extends Error {
  constructor(readonly reason: 'signed-out' | 'no-content') {
    super(reason);
  }
}
