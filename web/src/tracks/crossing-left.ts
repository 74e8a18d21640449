import type { TrackView } from '../api/contract';
import { countdown } from '../format/time';

/** The times left until a crossing is expected: median and both ends of the 90 % interval; null when it is past. */
export function crossingLeft(track: TrackView, at_ms: number): { low: string; median: string; high: string } | null {
  if (!track.time_to_cross_s) return null;
  const [early_s, median_s, late_s] = track.time_to_cross_s;
  const left = (after_s: number): number => track.at_ms + after_s * 1000 - at_ms;
  if (left(late_s) <= 0) return null;
  return { low: countdown(left(early_s)), median: countdown(left(median_s)), high: countdown(left(late_s)) };
}

/** The stretch of its way, through the expected crossing, that it flies between both ends of the 90 % interval. */
export function crossingInterval(track: TrackView): [number, number][] | null {
  const { position, crossing_position, time_to_cross_s } = track;
  if (!crossing_position || !time_to_cross_s) return null;
  const [early_s, median_s, late_s] = time_to_cross_s;
  if (median_s <= 0) return null;
  const after = (s: number): [number, number] => [
    position.lon_deg + ((crossing_position.lon_deg - position.lon_deg) * s) / median_s,
    position.lat_deg + ((crossing_position.lat_deg - position.lat_deg) * s) / median_s,
  ];
  return [after(early_s), after(late_s)];
}
