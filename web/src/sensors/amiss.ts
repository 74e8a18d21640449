import type { SensorView } from '../api/contract';

const GRAVE: ReadonlySet<string> = new Set(['beyond-limit', 'clock-out', 'interference', 'disputed']);

/** A sensor that somebody should look at. */
export const sensorAmiss = (sensor: SensorView): boolean =>
  sensor.status !== 'ok' || (sensor.health?.findings.some((finding) => GRAVE.has(finding)) ?? false);
