import { locale } from '../i18n/i18n';

const FEET_PER_METRE = 1 / 0.3048;

/** A number with fixed decimals in the reader's notation. */
export function number(value: number, decimals = 0): string {
  return new Intl.NumberFormat(locale(), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/** A probability as a percentage; never "100 %" or "0 %" of what is not certain. */
export function percent(probability: number): string {
  if (probability > 0.995 && probability < 1) return '> 99 %';
  if (probability < 0.005 && probability > 0) return '< 1 %';
  return `${number(probability * 100)} %`;
}

/** A length that is read at a glance: metres below one kilometre, kilometres above. */
export function length(value_m: number): string {
  const size = Math.abs(value_m);
  if (size < 1000) return `${number(value_m)} m`;
  return `${number(value_m / 1000, size < 10_000 ? 2 : 1)} km`;
}

/** A height in both units that the two sides fly by. */
export const height = (value_m: number): string =>
  `${number(value_m)} m · ${number(value_m * FEET_PER_METRE)} ft`;

/** A speed in metres per second and kilometres per hour. */
export const speed = (value_mps: number): string => `${number(value_mps, 1)} m/s · ${number(value_mps * 3.6)} km/h`;

/** A vertical rate with its sign; what rounds to nothing has none. */
export function climb(value_mps: number): string {
  const size = number(Math.abs(value_mps), 1);
  const sign = size === number(0, 1) ? '' : value_mps > 0 ? '+' : '−';
  return `${sign}${size} m/s`;
}

/** A direction, three digits as a desk says it. */
export function direction(azimuth_deg: number): string {
  const whole = ((Math.round(azimuth_deg) % 360) + 360) % 360;
  return `${String(whole).padStart(3, '0')}°`;
}

/** A direction as one of eight winds, for those who do not think in degrees. */
export function wind(azimuth_deg: number, west: string): string {
  const winds = ['N', 'NE', 'E', 'SE', 'S', `S${west}`, west, `N${west}`];
  return winds[Math.round((((azimuth_deg % 360) + 360) % 360) / 45) % 8] ?? '';
}

/** Latitude and longitude with the decimals that a radar's error deserves. */
export const latLon = (lat_deg: number, lon_deg: number): string =>
  `${lat_deg.toFixed(5)}, ${lon_deg.toFixed(5)}`.replaceAll('-', '−');
