import type { TrackView } from '../api/contract';

/** Where an object is with respect to the border line, as far as the error allows one to say. */
export type LinePlace =
  | { kind: 'unknown' }
  | { kind: 'at-line'; error_m: number }
  | { kind: 'side'; side: string | null; distance_m: number; error_m: number | null };

const SIDES: Record<string, string> = { us: 'USA', mx: 'MEX' };
const OTHER: Record<string, string> = { USA: 'MEX', MEX: 'USA' };

/** The country of a node, from the first part of its id; null for one that is not of this border. */
export const sideOfNode = (node: string): string | null => SIDES[node.split('.', 1)[0] ?? ''] ?? null;

/** Distances are signed, positive on the side of the node that computed them; within the error no side is claimed. */
export function linePlace(
  track: Pick<TrackView, 'origin' | 'distance_to_line_m' | 'distance_error_95_m'>,
): LinePlace {
  const distance_m = track.distance_to_line_m;
  if (distance_m === null || distance_m === undefined) return { kind: 'unknown' };
  const error_m = track.distance_error_95_m ?? null;
  if (error_m !== null && Math.abs(distance_m) <= error_m) return { kind: 'at-line', error_m };
  const home = sideOfNode(track.origin);
  const side = home === null ? null : distance_m > 0 ? home : (OTHER[home] ?? null);
  return { kind: 'side', side, distance_m: Math.abs(distance_m), error_m };
}
