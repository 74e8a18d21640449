import type {
  AlertView,
  DeclarationView,
  FeedView,
  KernelsState,
  LinkView,
  SensorView,
  TrackView,
} from '../api/contract';
import type { PackedBatch } from '../picture/packed';

/** Whether what is on the screen is live. */
export type LiveState = 'connecting' | 'live' | 'stale' | 'signed-out' | 'no-content';

/** What the worker, which holds the stream, tells the page. */
export type FromWorker =
  | { kind: 'state'; state: LiveState; fresh_ms: number | null }
  | { kind: 'clock'; node_minus_page_ms: number }
  | { kind: 'tracks'; batch: PackedBatch; count: number; simulated: boolean }
  | { kind: 'watched'; track: TrackView | null }
  | { kind: 'rows'; rows: TrackView[] }
  | { kind: 'alerts'; alerts: AlertView[] }
  | { kind: 'withdrawn'; alert: string }
  | { kind: 'links'; links: LinkView[] }
  | { kind: 'sensors'; sensors: SensorView[] }
  | { kind: 'declarations'; declarations: DeclarationView[] }
  | { kind: 'feeds'; feeds: FeedView[] }
  | { kind: 'kernels'; state: KernelsState };

/** What the page asks of the worker. */
export type ToWorker =
  | { ask: 'start'; base: string; csrf: string }
  | { ask: 'watch'; track: string | null }
  | { ask: 'rows'; wanted: boolean }
  | { ask: 'shown'; alert: string }
  | { ask: 'stop' };
