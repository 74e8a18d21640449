/** Moving things for developing the page without a node: see fake-node.ts. Nothing of this is in the build. */
import type { AlertView, ClassProbability, DeclarationView, FeedView, LinkView, Phrases, SensorView, TrackView } from '../src/api/contract';

const M_PER_DEG = 111_320;
const LAT0 = 31.74;
const COS = Math.cos((LAT0 * Math.PI) / 180);
/** A few corners of the line near El Paso, good enough to develop with. */
const LINE: [number, number][] = [
  [-108.0, 31.784], [-106.529, 31.784], [-106.506, 31.76], [-106.45, 31.765], [-106.38, 31.732], [-106.3, 31.65], [-106.2, 31.47],
];

interface Flier {
  track: string; origin: string; identity: TrackView['identity']; classes: ClassProbability[]; sensors: string[];
  centre: [number, number]; radius_m: [number, number]; period_s: number; phase: number; height: Partial<TrackView['position']>;
  extra?: Partial<TrackView>; dead?: boolean;
}

const c = (object_class: ClassProbability['object_class'], probability: number): ClassProbability => ({ object_class, probability });
const FLIERS: Flier[] = [
  { track: 'T101-H', origin: 'us.cbp', identity: 'own', classes: [c('multirotor', 0.97), c('other', 0.03)], sensors: ['radar-monte', 'rid-puente'], centre: [-106.42, 31.79], radius_m: [1500, 700], period_s: 200, phase: 0, height: { height_agl_m: 92, altitude_msl_m: 1241.3, altitude_hae_m: 1216.4 }, extra: { authenticated: true, emitter: { serial: '1581F5BKD229P00B', radio: 'bluetooth-5' } } },
  { track: 'T102-M', origin: 'us.cbp', identity: 'declared', classes: [c('multirotor', 0.88), c('fixed-wing', 0.05), c('other', 0.07)], sensors: ['radar-monte'], centre: [-106.34, 31.735], radius_m: [2200, 900], period_s: 240, phase: 2, height: { altitude_hae_m: 1188 }, extra: { declared_by: 'decl-1' } },
  { track: 'T104-K', origin: 'us.cbp', identity: 'unknown', classes: [c('multirotor', 0.71), c('bird', 0.12), c('fixed-wing', 0.06), c('other', 0.11)], sensors: ['radar-monte', 'rf-cerro'], centre: [-106.47, 31.735], radius_m: [900, 4200], period_s: 420, phase: 3.4, height: { height_agl_m: 118 }, extra: { alert: 'al-17', launch_position: { lat_deg: 31.701, lon_deg: -106.492, error_95_m: 180 }, emitter: { operator_position: { lat_deg: 31.7043, lon_deg: -106.4882 }, radio: 'wifi-beacon' } } },
  { track: 'T107-C', origin: 'us.cbp', identity: 'unknown', classes: [c('balloon', 0.62), c('bird', 0.2), c('other', 0.18)], sensors: ['radar-monte'], centre: [-106.55, 31.82], radius_m: [600, 300], period_s: 900, phase: 1, height: { altitude_hae_m: 1730 }, dead: true },
  { track: 'T109-R', origin: 'us.cbp', identity: 'suspect', classes: [c('multirotor', 0.93), c('other', 0.07)], sensors: ['radar-monte', 'rf-cerro'], centre: [-106.38, 31.705], radius_m: [2600, 2300], period_s: 380, phase: 4.1, height: {}, extra: { alert: 'al-18' } },
  { track: 'M212-B', origin: 'mx.sedena', identity: 'unknown', classes: [c('fixed-wing', 0.66), c('multirotor', 0.15), c('other', 0.19)], sensors: [], centre: [-106.45, 31.655], radius_m: [3600, 1300], period_s: 300, phase: 0.4, height: { altitude_msl_m: 1304 }, extra: { alert: 'al-19' } },
  { track: 'M215-F', origin: 'mx.sedena', identity: 'declared', classes: [c('multirotor', 0.9), c('other', 0.1)], sensors: [], centre: [-106.53, 31.69], radius_m: [1800, 1100], period_s: 260, phase: 2.7, height: { height_agl_m: 60 }, extra: { declared_by: 'decl-2', authenticated: true } },
  { track: 'M220-W', origin: 'mx.sedena', identity: 'unknown', classes: [c('bird', 0.83), c('other', 0.17)], sensors: [], centre: [-106.3, 31.6], radius_m: [900, 1200], period_s: 200, phase: 5, height: {}, dead: true },
];

/** Many more tracks than a person can watch, for measuring: `LINDERO_DEV_TRACKS=5000`. */
export function manyFliers(count: number): void {
  for (let i = 0; i < count; i++) {
    const r = (k: number) => (Math.sin(i * 12.9898 + k * 78.233) * 43758.5453) % 1;
    FLIERS.push({
      track: `T${1000 + i}-${'ABCDEFGHJK'[i % 10]}`, origin: i % 3 ? 'us.cbp' : 'mx.sedena', identity: 'unknown', classes: [c('multirotor', 0.6), c('bird', 0.3), c('other', 0.1)],
      sensors: ['radar-monte'], centre: [-106.45 + r(1) * 1.4, 31.7 + r(2) * 1.1], radius_m: [500 + Math.abs(r(3)) * 4000, 500 + Math.abs(r(4)) * 3000], period_s: 200 + Math.abs(r(5)) * 400, phase: r(6) * 6, height: { altitude_hae_m: 1200 },
    });
  }
}

/** Signed distance to the line, positive north of it. */
function northOfLine_m(lon: number, lat: number): number {
  let best = Infinity, sign = 1;
  for (let i = 1; i < LINE.length; i++) {
    const [a, b] = [LINE[i - 1]!, LINE[i]!];
    const [bx, by] = [(b[0] - a[0]) * COS, b[1] - a[1]];
    const [px, py] = [(lon - a[0]) * COS, lat - a[1]];
    const along = Math.max(0, Math.min(1, (px * bx + py * by) / (bx * bx + by * by)));
    const d = Math.hypot(px - along * bx, py - along * by) * M_PER_DEG;
    if (d < best) { best = d; sign = bx * py - by * px > 0 ? 1 : -1; }
  }
  return best * sign;
}

function stateOf(flier: Flier, at_ms: number): TrackView {
  const angle = (t: number) => flier.phase + ((t / 1000) * 2 * Math.PI) / flier.period_s;
  const place = (t: number): [number, number] => [
    flier.centre[0] + (Math.cos(angle(t)) * flier.radius_m[0]) / (M_PER_DEG * COS),
    flier.centre[1] + (Math.sin(angle(t)) * flier.radius_m[1]) / M_PER_DEG,
  ];
  const [lon, lat] = place(at_ms);
  const [lon2, lat2] = place(at_ms + 1000);
  const east = (lon2 - lon) * M_PER_DEG * COS, north = (lat2 - lat) * M_PER_DEG;
  const own = flier.origin === 'us.cbp';
  const d = northOfLine_m(lon, lat) * (own ? 1 : -1);
  const error = 40 + 25 * Math.abs(Math.sin(flier.phase * 7));
  return {
    track: flier.track, origin: flier.origin, own, identity: flier.identity, status: flier.dead ? 'coasting' : 'confirmed', existence: 0.985,
    at_ms, first_seen_ms: at_ms - 184_000, last_seen_ms: flier.dead ? at_ms - 9_000 : at_ms - 300,
    position: { lat_deg: lat, lon_deg: lon, error_95_m: error * 2, ...flier.height },
    ellipse_95: { semi_major_m: error * (flier.dead ? 6 : 2.2), semi_minor_m: error * (flier.dead ? 3 : 1), azimuth_deg: (flier.phase * 57) % 360 },
    velocity: { speed_mps: Math.hypot(east, north), track_deg: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360, climb_mps: 0.4 },
    classes: flier.classes, distance_to_line_m: d, distance_error_95_m: 140, corroborated: flier.sensors.length > 1, authenticated: false, simulated: true,
    nodes: [flier.origin], sensors: flier.sensors, place: { es: '3 km al oeste de El Paso', en: '3 km west of El Paso' }, ...flier.extra,
  };
}

export const tracksAt = (at_ms: number): TrackView[] => FLIERS.map((flier) => stateOf(flier, at_ms));

export function tailOf(track: string, at_ms: number): [number, number, number][] {
  const flier = FLIERS.find((f) => f.track === track);
  if (!flier) return [];
  return Array.from({ length: 60 }, (_, i) => {
    const t = at_ms - (60 - i) * 1000;
    const { position } = stateOf(flier, t);
    return [position.lon_deg, position.lat_deg, t];
  });
}

export const SENSORS: SensorView[] = [
  { sensor: 'radar-monte', gateway: 'sapient', kind: 'radar', position: { lat_deg: 31.805, lon_deg: -106.485 }, max_range_m: 11_000, status: 'ok', authenticated: true, simulated: true },
  { sensor: 'rf-cerro', gateway: 'sapient', kind: 'bearing', position: { lat_deg: 31.775, lon_deg: -106.36 }, max_range_m: 7_000, status: 'silent', authenticated: false, simulated: true },
  { sensor: 'rid-puente', gateway: 'remoteid', kind: 'position', position: { lat_deg: 31.764, lon_deg: -106.448 }, max_range_m: 3_000, status: 'ok', authenticated: false, simulated: true },
];

export const feedsAt = (at_ms: number): FeedView[] =>
  SENSORS.map((s, i) => ({ gateway: s.gateway, sensor: s.sensor, status: s.status, last_seen_ms: at_ms - (i === 1 ? 42_000 : 300), accepted: 18_234 + i, refused: i, authenticated: s.authenticated, simulated: true, marked: i !== 2 }));

export const linksAt = (at_ms: number): LinkView[] => [
  { partner: 'mx.sedena', side: 'MEX', state: 'connected', pairing: 'active', clock_offset_ms: -140, last_heartbeat_ms: at_ms - 11e5, certificate_ends_ms: at_ms + 21 * 864e5, since_ms: at_ms - 9e5, last_receipt_ms: at_ms - 400, round_trip_ms: 28 + 6 * Math.sin(at_ms / 3000), sent_size: 4210, received_size: 3994, behind: 0, shared: 4210, withheld: { 'class-person': 12, 'not-releasable': 231 }, held: 1, simulated: true, problem: null },
];

export const declarationsAt = (at_ms: number): DeclarationView[] => [
  { id: 'decl-1', origin: 'us.cbp', own: true, area: { ring: [[-106.375, 31.722], [-106.31, 31.722], [-106.3, 31.75], [-106.37, 31.758]] }, starts_ms: at_ms - 6e5, ends_ms: at_ms + 6e6, contact_desk: 'us.cbp/watch-1', simulated: true },
  { id: 'decl-2', origin: 'mx.sedena', own: false, area: { ring: [[-106.555, 31.675], [-106.5, 31.675], [-106.5, 31.705], [-106.555, 31.71]] }, starts_ms: at_ms - 6e5, ends_ms: at_ms + 6e6, contact_desk: 'mx.sedena/guardia-2', simulated: true },
];

export const PHRASES: Phrases = {
  1: { es: 'Dron sin declarar va hacia la línea', en: 'Undeclared drone heading for the line' },
  2: { es: 'Objeto en vuelo cerca de la línea', en: 'Object in flight near the line' },
  3: { es: 'Dron del otro lado de la línea, fuera del error', en: 'Drone across the line, beyond the error' },
  11: { es: 'Busque con la vista y diga qué es', en: 'Look for it and say what it is' },
  12: { es: 'Avise a la patrulla más cercana', en: 'Tell the nearest patrol' },
};

/** Alerts in every step of their life. */
export function alertsAt(at_ms: number): AlertView[] {
  const base = { state: 'open', identity: 'unknown', corroborated: true, authenticated: false, simulated: true, place: { es: '4 km al sur de El Paso', en: '4 km south of El Paso' } } as const;
  const life = (ago_s: number, ...delays: number[]) => {
    const start = at_ms - ago_s * 1000;
    const steps = ['raised', 'released', 'delivered', 'shown', 'acknowledged', 'outcome'] as const;
    const at = (i: number) => (delays[i] === undefined ? null : start + delays[i]! * 1000);
    return { observed_ms: start, ...Object.fromEntries(steps.map((s, i) => [`${s}_ms`, at(i)])) };
  };
  return [
    { ...base, alert: 'al-19', number: 'A019-T', origin: 'mx.sedena', own: false, step: 'warning', reason: 1, asks: 11, track: 'M212-B', p_cross: 0.78, time_to_cross_s: [70, 98, 160], times: life(8, 0.3, 0.5, 0.9) },
    { ...base, alert: 'al-18', number: 'A018-H', origin: 'us.cbp', own: true, step: 'incursion', reason: 3, asks: 12, track: 'T109-R', times: life(64, 0.2, 0.3, 0.6, 1.8, 14.2), acknowledged_by: 'mx.sedena/guardia-2' },
    { ...base, alert: 'al-17', number: 'A017-M', origin: 'us.cbp', own: true, step: 'warning', reason: 1, asks: 11, track: 'T104-K', p_cross: 0.56, time_to_cross_s: [120, 155, 260], times: life(31, 0.2, 0.4, 0.7, 1.1) },
    { ...base, alert: 'al-12', number: 'A012-D', origin: 'mx.sedena', own: false, step: 'warning', state: 'closed', reason: 2, asks: 11, track: 'M208-J', times: life(840, 0.3, 0.4, 0.8, 1.9, 9.1, 95), acknowledged_by: 'us.cbp/watch-1', verdict: 'balloon', outcome_by: 'us.cbp/watch-1' },
  ];
}
