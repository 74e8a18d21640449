import type { TrackView } from '../api/contract';
import { packTrack, STRIDE, type PackedBatch } from './packed';

/** All tracks as the node last said them, each in a row of its own; lives in the worker. */
export class TrackBook {
  readonly #tracks = new Map<string, TrackView>();
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #rows = 0;
  #begun = false;

  get size(): number {
    return this.#tracks.size;
  }

  get(track: string): TrackView | undefined {
    return this.#tracks.get(track);
  }

  /** The row of a number, or of the object that a track of that number is part of. */
  shownBy(number: string): TrackView | undefined {
    const found = this.#tracks.get(number);
    return found ?? this.all().find(({ contributions }) => contributions?.some(({ track }) => track === number));
  }

  all(): TrackView[] {
    return [...this.#tracks.values()];
  }

  /** Take over a whole picture. Tracks that it still has keep their rows, and with them their tails. */
  replace(tracks: readonly TrackView[], at_ms: number): PackedBatch {
    const present = new Set(tracks.map(({ track }) => track));
    const gone = [...this.#tracks.keys()].filter((track) => !present.has(track));
    const batch = { ...this.update(tracks, gone, at_ms), reset: !this.#begun };
    this.#begun = true;
    return batch;
  }

  /** Apply what changed. An older state than the one held, as after a reconnection, changes nothing. */
  update(tracks: readonly TrackView[], gone: readonly string[], at_ms: number): PackedBatch {
    const fresh = tracks.filter((track) => track.at_ms >= (this.#tracks.get(track.track)?.at_ms ?? -Infinity));
    const slots = new Uint32Array(fresh.length);
    const values = new Float64Array(fresh.length * STRIDE);
    const named: [number, string][] = [];
    fresh.forEach((track, i) => {
      let slot = this.#slots.get(track.track);
      if (slot === undefined) {
        slot = this.#free.pop() ?? this.#rows++;
        this.#slots.set(track.track, slot);
        named.push([slot, track.track]);
      }
      this.#tracks.set(track.track, track);
      slots[i] = slot;
      packTrack(track, values, i * STRIDE);
    });
    return { at_ms, reset: false, slots, values, named, gone: this.#forget(gone) };
  }

  #forget(gone: readonly string[]): number[] {
    const freed: number[] = [];
    for (const track of gone) {
      const slot = this.#slots.get(track);
      if (slot === undefined) continue;
      this.#slots.delete(track);
      this.#tracks.delete(track);
      this.#free.push(slot);
      freed.push(slot);
    }
    return freed;
  }
}
