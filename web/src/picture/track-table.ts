import { latitudeOf, longitudeOf, mercatorX, mercatorY } from './mercator';
import { Column, STRIDE, type PackedBatch } from './packed';

/** Numbers per track in the buffer that the graphics card reads; the order of `Column`, without the distance. */
export const INSTANCE = 8;
/** Points per tail, oldest first; the newest is where the track is. */
export const TAIL = 40;
/** Numbers per point of a tail: x, y, code. */
export const TAIL_POINT = 3;
/** A new point is kept at most this often, so that a tail spans about a minute. [ms] */
const TAIL_EVERY_MS = 1_500;
/** Marks a row that holds no track. */
export const NO_TRACK = -1;

/**
 * Place from which the buffers count, in the middle of the border: 32-bit numbers counted from here are exact to
 * centimetres all along the line, counted from the corner of the world only to metres.
 */
export const ORIGIN = { x: mercatorX(-106.5), y: mercatorY(30.5) } as const;

/** The picture on the page: plain arrays that are written in place and uploaded as they are. */
export class TrackTable {
  /** Rows in use, free ones in between included. */
  rows = 0;
  capacity = 0;
  instances = new Float32Array(0);
  tails = new Float32Array(0);
  distances = new Float64Array(0);
  /** Counts up when a row gets or loses its track. */
  namesVersion = 0;
  readonly names: (string | null)[] = [];
  readonly #slots = new Map<string, number>();
  #tailTimes = new Float64Array(0);

  slotOf(track: string | null): number {
    return track === null ? NO_TRACK : (this.#slots.get(track) ?? NO_TRACK);
  }

  /** Longitude and latitude of a row. */
  placeOf(slot: number): [lon_deg: number, lat_deg: number] {
    const i = slot * INSTANCE;
    return [
      longitudeOf((this.instances[i + Column.x] ?? NaN) + ORIGIN.x),
      latitudeOf((this.instances[i + Column.y] ?? NaN) + ORIGIN.y),
    ];
  }

  codeOf(slot: number): number {
    return this.instances[slot * INSTANCE + Column.code] ?? NO_TRACK;
  }

  /** Write a batch into the arrays. */
  apply(batch: PackedBatch): void {
    if (batch.reset) this.#clear();
    if (batch.reset || batch.gone.length > 0 || batch.named.length > 0) this.namesVersion += 1;
    for (const slot of batch.gone) this.#free(slot);
    for (const [slot, track] of batch.named) this.#name(slot, track);
    const fresh = new Set(batch.named.map(([slot]) => slot));
    batch.slots.forEach((slot, i) => {
      this.#write(slot, batch.values, i * STRIDE);
      if (fresh.has(slot)) this.#startTail(slot, batch.at_ms);
      else this.#extendTail(slot, batch.at_ms);
    });
  }

  #clear(): void {
    this.rows = 0;
    this.names.length = 0;
    this.#slots.clear();
  }

  #free(slot: number): void {
    const track = this.names[slot];
    if (track) this.#slots.delete(track);
    this.names[slot] = null;
    this.instances[slot * INSTANCE + Column.code] = NO_TRACK;
    this.#fillTail(slot, 0, 0, NO_TRACK);
  }

  #name(slot: number, track: string): void {
    if (slot >= this.capacity) this.#grow(slot + 1);
    this.rows = Math.max(this.rows, slot + 1);
    this.names[slot] = track;
    this.#slots.set(track, slot);
  }

  #grow(wanted: number): void {
    this.capacity = Math.max(256, 2 ** Math.ceil(Math.log2(wanted)));
    this.instances = widened(this.instances, this.capacity * INSTANCE);
    this.tails = widened(this.tails, this.capacity * TAIL * TAIL_POINT);
    const distances = new Float64Array(this.capacity);
    distances.set(this.distances);
    this.distances = distances;
    const times = new Float64Array(this.capacity);
    times.set(this.#tailTimes);
    this.#tailTimes = times;
  }

  #write(slot: number, values: Float64Array, from: number): void {
    const to = slot * INSTANCE;
    for (let column = 0; column < INSTANCE; column++) this.instances[to + column] = values[from + column] ?? NaN;
    this.instances[to + Column.x] = (values[from + Column.x] ?? NaN) - ORIGIN.x;
    this.instances[to + Column.y] = (values[from + Column.y] ?? NaN) - ORIGIN.y;
    this.distances[slot] = values[from + Column.distance] ?? NaN;
  }

  #startTail(slot: number, at_ms: number): void {
    const i = slot * INSTANCE;
    const { instances } = this;
    this.#fillTail(slot, instances[i + Column.x] ?? NaN, instances[i + Column.y] ?? NaN, this.codeOf(slot));
    this.#tailTimes[slot] = at_ms;
  }

  #fillTail(slot: number, x: number, y: number, code: number): void {
    const start = slot * TAIL * TAIL_POINT;
    for (let point = start; point < start + TAIL * TAIL_POINT; point += TAIL_POINT) {
      this.tails[point] = x;
      this.tails[point + 1] = y;
      this.tails[point + 2] = code;
    }
  }

  /** Move the newest point to the track; from time to time leave it where it is and begin the next. */
  #extendTail(slot: number, at_ms: number): void {
    const start = slot * TAIL * TAIL_POINT;
    const newest = start + (TAIL - 1) * TAIL_POINT;
    if (at_ms - (this.#tailTimes[slot] ?? 0) >= TAIL_EVERY_MS) {
      this.tails.copyWithin(start, start + TAIL_POINT, newest + TAIL_POINT);
      this.#tailTimes[slot] = at_ms;
    }
    const i = slot * INSTANCE;
    this.tails[newest] = this.instances[i + Column.x] ?? NaN;
    this.tails[newest + 1] = this.instances[i + Column.y] ?? NaN;
    this.tails[newest + 2] = this.codeOf(slot);
  }

  /** Put the history that the node keeps under a track whose own tail has only just begun. */
  seedTail(track: string, history: readonly (readonly [number, number, number])[]): void {
    const slot = this.slotOf(track);
    if (slot === NO_TRACK || history.length === 0) return;
    const start = slot * TAIL * TAIL_POINT;
    const older = TAIL - 1;
    for (let i = 0; i < older; i++) {
      // spread the history over the tail; the newest point stays where the track is
      const point = history[Math.floor((i * history.length) / older)];
      if (!point) continue;
      this.tails[start + i * TAIL_POINT] = mercatorX(point[0]) - ORIGIN.x;
      this.tails[start + i * TAIL_POINT + 1] = mercatorY(point[1]) - ORIGIN.y;
    }
  }
}

function widened(array: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const wider = new Float32Array(length);
  wider.set(array);
  return wider;
}
