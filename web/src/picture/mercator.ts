/** Circumference of the sphere of the web Mercator projection. [m] */
export const EQUATOR_M = 40_075_016.685578488;

const RAD = Math.PI / 180;

/** Web Mercator, the world from 0 to 1 eastwards. */
export const mercatorX = (lon_deg: number): number => (lon_deg + 180) / 360;

/** Web Mercator, the world from 0 to 1 southwards. */
export function mercatorY(lat_deg: number): number {
  const s = Math.sin(lat_deg * RAD);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

export const longitudeOf = (x: number): number => x * 360 - 180;

export const latitudeOf = (y: number): number => (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI))) / RAD - 90;

/** Mercator units that one metre on the ground takes up at a latitude. */
export const mercatorPerMetre = (lat_deg: number): number => 1 / (EQUATOR_M * Math.cos(lat_deg * RAD));

/** Corners of a circle of constant radius on the ground, for rings of some tens of kilometres. */
export function groundCircle(lat_deg: number, lon_deg: number, radius_m: number, corners = 72): [number, number][] {
  const scale = mercatorPerMetre(lat_deg) * radius_m;
  const x = mercatorX(lon_deg);
  const y = mercatorY(lat_deg);
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (i / corners) * 2 * Math.PI;
    return [longitudeOf(x + Math.sin(angle) * scale), latitudeOf(y - Math.cos(angle) * scale)];
  });
}

/** Corners of an ellipse on the ground; the azimuth of its longer half axis runs clockwise from north. */
export function groundEllipse(
  lat_deg: number,
  lon_deg: number,
  ellipse: { semi_major_m: number; semi_minor_m: number; azimuth_deg: number },
  corners = 48,
): [number, number][] {
  const scale = mercatorPerMetre(lat_deg);
  const [x, y] = [mercatorX(lon_deg), mercatorY(lat_deg)];
  const [sin, cos] = [Math.sin(ellipse.azimuth_deg * RAD), Math.cos(ellipse.azimuth_deg * RAD)];
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (i / corners) * 2 * Math.PI;
    const [along, across] = [Math.cos(angle) * ellipse.semi_major_m, Math.sin(angle) * ellipse.semi_minor_m];
    const [east, north] = [along * sin + across * cos, along * cos - across * sin];
    return [longitudeOf(x + east * scale), latitudeOf(y - north * scale)];
  });
}
