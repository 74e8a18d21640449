import type { Identity } from '../api/contract';

/** The family under which styles/fonts.css declares the bundled font. */
export const FONT = 'Noto Sans';

/** Colours of the ground, chosen dark and quiet: nothing on it may compete with the tracks. */
export const MAP = {
  sea: '#081019',
  neighbour: '#10181f',
  mexico: '#15201f',
  unitedStates: '#161e28',
  county: '#2a3642',
  state: '#405060',
  border: '#ffab3d',
  stateLabel: '#7d90a2',
  city: '#8fa3b5',
  cityLabel: '#c2ced9',
  halo: '#081019',
  sensor: '#7fd4ff',
  sensorDown: '#ff8d8d',
  declared: '#57d894',
  launch: '#ff9ed8',
} as const;

/** Each identity has a colour and a shape, so that neither alone carries the meaning; styles/tokens.css has the same. */
export const IDENTITY_COLOURS: Record<Identity, readonly [red: number, green: number, blue: number]> = {
  own: [0.37, 0.76, 1.0],
  declared: [0.34, 0.85, 0.58],
  unknown: [1.0, 0.93, 0.42],
  suspect: [1.0, 0.42, 0.44],
};
