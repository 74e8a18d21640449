import type { Identity, TrackView } from '../api/contract';
import { mercatorPerMetre, mercatorX, mercatorY } from './mercator';

/**
 * A batch of track states as numbers, so that it crosses from the worker to the page without a copy and reaches the
 * graphics card without an object per track.
 */
export interface PackedBatch {
  at_ms: number;
  /** The first batch of a stream: whatever was drawn before it belongs to another. */
  reset: boolean;
  /** Row of the picture that each state belongs to. */
  slots: Uint32Array;
  /** `STRIDE` numbers per state, in the order of `Column`. */
  values: Float64Array;
  /** Names of the rows that this batch fills for the first time. */
  named: [slot: number, track: string][];
  /** Rows that are free again. */
  gone: number[];
}

/** What the numbers of one state mean. */
export const Column = {
  x: 0, // mercator
  y: 1, // mercator
  heading: 2, // rad clockwise from north; NaN where the track has none
  speed: 3, // mercator units per second
  semiMajor: 4, // mercator units; 0 without an ellipse
  semiMinor: 5,
  azimuth: 6, // rad clockwise from north
  code: 7, // see `codeOf`
  distance: 8, // metres to the line, positive on the origin's side; NaN unknown
} as const;
export const STRIDE = 9;

const IDENTITIES: readonly Identity[] = ['own', 'declared', 'unknown', 'suspect'];
const FLAG = { partner: 4, coasting: 8, simulated: 16, alert: 32 } as const;

/** How a track is drawn, as one small whole number: identity in the low two bits, then one bit per fact. */
export function codeOf(track: TrackView): number {
  return (
    IDENTITIES.indexOf(track.identity) |
    (track.own ? 0 : FLAG.partner) |
    (track.status === 'confirmed' ? 0 : FLAG.coasting) |
    (track.simulated ? FLAG.simulated : 0) |
    (track.alert ? FLAG.alert : 0)
  );
}

/** The facts of a code again. */
export function factsOf(code: number) {
  return {
    identity: IDENTITIES[code & 3] as Identity,
    partner: (code & FLAG.partner) !== 0,
    coasting: (code & FLAG.coasting) !== 0,
    simulated: (code & FLAG.simulated) !== 0,
    alert: (code & FLAG.alert) !== 0,
  };
}

const RAD = Math.PI / 180;

/** Write one track's state at `offset`. */
export function packTrack(track: TrackView, values: Float64Array, offset: number): void {
  const { lat_deg, lon_deg, error_95_m } = track.position;
  const scale = mercatorPerMetre(lat_deg);
  const ellipse = track.ellipse_95;
  values[offset + Column.x] = mercatorX(lon_deg);
  values[offset + Column.y] = mercatorY(lat_deg);
  values[offset + Column.heading] = (track.velocity?.track_deg ?? NaN) * RAD;
  values[offset + Column.speed] = (track.velocity?.speed_mps ?? 0) * scale;
  values[offset + Column.semiMajor] = (ellipse?.semi_major_m ?? error_95_m ?? 0) * scale;
  values[offset + Column.semiMinor] = (ellipse?.semi_minor_m ?? error_95_m ?? 0) * scale;
  values[offset + Column.azimuth] = (ellipse?.azimuth_deg ?? 0) * RAD;
  values[offset + Column.code] = codeOf(track);
  values[offset + Column.distance] = track.distance_to_line_m ?? NaN;
}
