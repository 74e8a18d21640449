import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  RasterLayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { Language } from '../i18n/i18n';
import { FONT, MAP } from './palette';

export interface Relief {
  coordinates: [[number, number], [number, number], [number, number], [number, number]];
}

const name = (language: Language): ExpressionSpecification => ['coalesce', ['get', language], ['get', 'en']];
/** From this population on a city is named, by zoom. */
const worthAt: ExpressionSpecification = ['step', ['zoom'], 600_000, 5.5, 120_000, 7, 40_000, 8.5, 12_000];

const geojson = (file: string) => ({ type: 'geojson' as const, data: new URL(`/map/${file}.geojson`, location.origin).href });

/**
 * The dark map of the border from files that the node serves itself. No `glyphs`: labels are drawn with the page's own
 * font, so that nothing is fetched from elsewhere.
 */
export function borderStyle(language: Language, relief: Relief | null): StyleSpecification {
  const reliefSource = relief
    ? { relief: { type: 'image' as const, url: new URL('/map/relief.jpg', location.origin).href, ...relief } }
    : {};
  return {
    version: 8,
    sources: {
      ...reliefSource,
      neighbours: geojson('neighbours'),
      states: geojson('states'),
      'state-lines': geojson('state-lines'),
      'state-labels': geojson('state-labels'),
      'county-lines': geojson('county-lines'),
      border: geojson('border'),
      cities: geojson('cities'),
    },
    layers: [...ground(relief !== null), ...lines(), ...labels(language)],
  };
}

const RELIEF: RasterLayerSpecification = {
  id: 'relief',
  type: 'raster',
  source: 'relief',
  paint: {
    'raster-opacity': ['interpolate', ['linear'], ['zoom'], 3, 0.34, 8, 0.24, 11, 0.1, 13, 0],
    'raster-contrast': 0.35,
    'raster-brightness-max': 0.6,
    'raster-fade-duration': 0,
  },
};

function ground(withRelief: boolean): StyleSpecification['layers'] {
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': MAP.sea } },
    { id: 'neighbours', type: 'fill', source: 'neighbours', paint: { 'fill-color': MAP.neighbour } },
    {
      id: 'states',
      type: 'fill',
      source: 'states',
      paint: { 'fill-color': ['match', ['get', 'country'], 'MX', MAP.mexico, MAP.unitedStates], 'fill-antialias': false },
    },
    ...(withRelief ? [RELIEF] : []),
  ];
}

function lines(): StyleSpecification['layers'] {
  return [
    {
      id: 'county-lines',
      type: 'line',
      source: 'county-lines',
      minzoom: 6,
      paint: { 'line-color': MAP.county, 'line-width': 0.7, 'line-dasharray': [4, 3] },
    },
    {
      id: 'state-lines',
      type: 'line',
      source: 'state-lines',
      paint: { 'line-color': MAP.state, 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.7, 9, 1.4] },
    },
    {
      id: 'border-glow',
      type: 'line',
      source: 'border',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': MAP.border, 'line-width': 12, 'line-opacity': 0.13, 'line-blur': 8 },
    },
    {
      id: 'border',
      type: 'line',
      source: 'border',
      filter: ['!=', ['get', 'kind'], 'sea'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': MAP.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 1.3, 10, 2.4, 14, 3] },
    },
    {
      id: 'border-sea',
      type: 'line',
      source: 'border',
      filter: ['==', ['get', 'kind'], 'sea'],
      paint: { 'line-color': MAP.border, 'line-width': 1.4, 'line-dasharray': [3, 3], 'line-opacity': 0.75 },
    },
  ];
}

function labels(language: Language): StyleSpecification['layers'] {
  const halo = { 'text-halo-color': MAP.halo, 'text-halo-width': 1.4 };
  return [
    {
      id: 'state-labels',
      type: 'symbol',
      source: 'state-labels',
      maxzoom: 7.6,
      layout: {
        'text-field': ['upcase', name(language)],
        'text-font': [FONT],
        'text-size': ['interpolate', ['linear'], ['zoom'], 4, 9, 7, 13],
        'text-letter-spacing': 0.2,
        'text-max-width': 7,
      },
      paint: { 'text-color': MAP.stateLabel, ...halo },
    },
    {
      id: 'city-dots',
      type: 'circle',
      source: 'cities',
      filter: ['>', ['get', 'population'], worthAt],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['get', 'population'], 15_000, 1.6, 2_000_000, 3.6],
        'circle-color': MAP.city,
      },
    },
    {
      id: 'city-labels',
      type: 'symbol',
      source: 'cities',
      filter: ['>', ['get', 'population'], worthAt],
      layout: {
        'text-field': name(language),
        'text-font': [FONT],
        'text-size': ['interpolate', ['linear'], ['get', 'population'], 15_000, 11, 1_500_000, 14],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.55,
        'text-justify': 'auto',
        'symbol-sort-key': ['-', 0, ['get', 'population']],
      },
      paint: { 'text-color': MAP.cityLabel, ...halo },
    },
  ];
}

/** Change the language of the labels of a map that is drawn already. */
export function labelFields(language: Language): [layer: string, field: DataDrivenPropertyValueSpecification<string>][] {
  return [
    ['state-labels', ['upcase', name(language)]],
    ['city-labels', name(language)],
  ];
}
