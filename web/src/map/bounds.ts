import type { SensorView } from '../api/contract';
import { NO_TRACK, type TrackTable } from '../picture/track-table';

export type Bounds = [west: number, south: number, east: number, north: number];

const M_PER_DEG = 111_320;
/** Reach of a sensor that does not state one. */
const REACH_M = 5_000;

/**
 * What to look at first: the sensors and the tracks within twice the reach of one; a sensor alone with all its reach.
 * Null where no sensor has a position.
 */
export function boundsOf(sensors: readonly SensorView[], tracks: TrackTable): Bounds | null {
  const reaches = sensors.flatMap(({ position, max_range_m }) =>
    position ? [{ lon: position.lon_deg, lat: position.lat_deg, reach_deg: (max_range_m ?? REACH_M) / M_PER_DEG }] : [],
  );
  if (reaches.length === 0) return null;
  const near = placesOf(tracks).filter(([lon, lat]) =>
    reaches.some((sensor) => Math.max(Math.abs(lon - sensor.lon), Math.abs(lat - sensor.lat)) <= 2 * sensor.reach_deg),
  );
  const stations = reaches.map(({ lon, lat }) => [lon, lat] as const);
  const corners = reaches.flatMap(({ lon, lat, reach_deg }) => [
    [lon - reach_deg, lat - reach_deg] as const,
    [lon + reach_deg, lat + reach_deg] as const,
  ]);
  return around(near.length > 0 ? [...stations, ...near] : corners);
}

function placesOf(tracks: TrackTable): [number, number][] {
  return tracks.names.flatMap((name, slot) => (name && tracks.codeOf(slot) !== NO_TRACK ? [tracks.placeOf(slot)] : []));
}

function around(places: readonly (readonly [number, number])[]): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of places) {
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return bounds;
}
