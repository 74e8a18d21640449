/** English texts of what crewed aircraft say of themselves. */
export const enAir = {
  'track.callsign': 'Callsign',
  'track.squawk': 'Squawk',
  'track.emergency': 'Emergency',
  'track.emergency.general': 'general (7700)',
  'track.emergency.medical': 'medical',
  'track.emergency.minimum-fuel': 'minimum fuel',
  'track.emergency.radio-failure': 'radio failure (7600)',
  'track.emergency.unlawful-interference': 'unlawful interference (7500)',
  'track.emergency.downed': 'downed aircraft',
};
