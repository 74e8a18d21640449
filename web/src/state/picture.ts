import { computed, signal } from '@preact/signals';
import type {
  DeclarationView,
  FeedView,
  KernelsState,
  LinkView,
  SensorView,
  TrackView,
} from '../api/contract';
import type { LiveState } from '../live/protocol';
import { TrackTable } from '../picture/track-table';

/** All tracks as arrays; not a signal: who draws it is told by `onTracks`. */
export const tracks = new TrackTable();

export const trackCount = signal(0);
export const anySimulatedTrack = signal(false);
export const sensors = signal<SensorView[]>([]);
export const declarations = signal<DeclarationView[]>([]);
export const feeds = signal<FeedView[]>([]);
export const links = signal<LinkView[]>([]);
export const kernels = signal<KernelsState>('ready');

/** Full rows of all tracks, once a second while a table shows them. */
export const trackRows = signal<TrackView[]>([]);

/** The track that the reader looks at, by number, and what the node says of it. */
export const selectedTrack = signal<string | null>(null);
export const watchedTrack = signal<TrackView | null>(null);
/** The selected track has ended; the panel shows its last state. */
export const watchedGone = signal(false);

export const live = signal<{ state: LiveState; fresh_ms: number | null }>({ state: 'connecting', fresh_ms: null });
export const isStale = computed(() => live.value.state === 'stale');

type Listener = () => void;
const listeners = new Set<Listener>();

/** Be told after each batch; returns how to stop. */
export function onTracks(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const tracksChanged = (): void => listeners.forEach((listener) => listener());
