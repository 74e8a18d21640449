import type { TrackView } from '../api/contract';
import { packTrack, STRIDE, type PackedBatch } from './packed';

/** All tracks as the node last said them, each in a row of its own; lives in the worker. */
export class TrackBook {
  readonly #tracks = new Map<string, TrackView>();
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #rows = 0;

  get size(): number {
    return this.#tracks.size;
  }

  get(track: string): TrackView | undefined {
    return this.#tracks.get(track);
  }

  all(): TrackView[] {
    return [...this.#tracks.values()];
  }

  /** Replace everything by a whole picture. */
  replace(tracks: readonly TrackView[], at_ms: number): PackedBatch {
    this.#tracks.clear();
    this.#slots.clear();
    this.#free.length = 0;
    this.#rows = 0;
    return { ...this.update(tracks, [], at_ms), reset: true };
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
