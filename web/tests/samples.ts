import type { AlertView, TrackView } from '../src/api/contract';

/** A confirmed own track near the line; what a test is about is given. */
export const track = (given: Partial<TrackView> = {}): TrackView => ({
  track: 'T104-K',
  origin: 'us.cbp',
  own: true,
  identity: 'unknown',
  status: 'confirmed',
  existence: 0.98,
  at_ms: 1_000,
  first_seen_ms: 0,
  last_seen_ms: 1_000,
  position: { lat_deg: 31.74, lon_deg: -106.47 },
  corroborated: true,
  authenticated: false,
  simulated: false,
  ...given,
});

/** An open warning from the partner. */
export const alert = (given: Partial<AlertView> = {}): AlertView => ({
  alert: 'a1',
  number: 'A017-M',
  origin: 'mx.sedena',
  own: false,
  step: 'warning',
  state: 'open',
  reason: 1,
  asks: 2,
  track: 'T104-K',
  identity: 'unknown',
  corroborated: true,
  authenticated: false,
  simulated: false,
  times: { raised_ms: 1_000 },
  ...given,
});
