import type { enAir } from './en-air';

/** Spanish texts of what crewed aircraft say of themselves. */
export const esAir: Record<keyof typeof enAir, string> = {
  'track.callsign': 'Indicativo',
  'track.squawk': 'Código transpondedor',
  'track.emergency': 'Emergencia',
  'track.emergency.general': 'general (7700)',
  'track.emergency.medical': 'médica',
  'track.emergency.minimum-fuel': 'combustible mínimo',
  'track.emergency.radio-failure': 'falla de radio (7600)',
  'track.emergency.unlawful-interference': 'interferencia ilícita (7500)',
  'track.emergency.downed': 'aeronave accidentada',
};
