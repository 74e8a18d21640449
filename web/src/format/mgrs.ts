import { forward } from 'mgrs';

/** Latitudes of the Universal Transverse Mercator grid; the polar grids are not of this border. */
const SOUTHERNMOST_DEG = -80;
const NORTHERNMOST_DEG = 84;

/**
 * The Military Grid Reference of a place to one metre, in groups as it is read out: `13R CR 58213 13044`.
 * Empty beyond the latitudes that the grid covers.
 */
export function gridReference(lat_deg: number, lon_deg: number): string {
  if (!(lat_deg >= SOUTHERNMOST_DEG && lat_deg <= NORTHERNMOST_DEG) || !Number.isFinite(lon_deg)) return '';
  const packed = forward([lon_deg, lat_deg], 5);
  const parts = /^(\d{1,2}[A-Z])([A-Z]{2})(\d{5})(\d{5})$/.exec(packed);
  return parts ? parts.slice(1).join(' ') : packed;
}
