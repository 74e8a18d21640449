import type { Feature } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { CoverageView } from '../api/contract';
import { MAP } from './palette';

const METRES_PER_DEGREE = 111_320;
/** Above this height a drone is no small risk any more that nobody saw it: the shading is at its faintest. */
const HIGH_M = 150;

/** Cells where a radar looks, brighter the lower it sees, and cells where none does any more, outlined besides. */
export function addCoverage(map: MapLibreMap): void {
  map.addSource('coverage', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: 'coverage-seen',
    type: 'fill',
    source: 'coverage',
    filter: ['!', ['get', 'lost']],
    paint: {
      'fill-color': MAP.sensor,
      'fill-opacity': ['interpolate', ['linear'], ['get', 'lowest_m'], 0, 0.13, HIGH_M, 0.03],
      'fill-antialias': false,
    },
  });
  map.addLayer({
    id: 'coverage-lost',
    type: 'fill',
    source: 'coverage',
    filter: ['get', 'lost'],
    paint: { 'fill-color': MAP.sensorDown, 'fill-opacity': 0.16 },
  });
  map.addLayer({
    id: 'coverage-lost-line',
    type: 'line',
    source: 'coverage',
    filter: ['get', 'lost'],
    paint: { 'line-color': MAP.sensorDown, 'line-opacity': 0.35, 'line-width': 0.8, 'line-dasharray': [2, 3] },
  });
}

export function showCoverage(map: MapLibreMap, view: CoverageView | null): void {
  const features = (view?.cells ?? []).map(([lat, lon, lowest_m]): Feature => {
    const north = (view?.cell_m ?? 0) / 2 / METRES_PER_DEGREE;
    const east = north / Math.cos((lat * Math.PI) / 180);
    const ring = [
      [lon - east, lat - north],
      [lon + east, lat - north],
      [lon + east, lat + north],
      [lon - east, lat + north],
      [lon - east, lat - north],
    ];
    return {
      type: 'Feature',
      properties: { lost: lowest_m === null, lowest_m: lowest_m ?? 0 },
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
  });
  map.getSource<GeoJSONSource>('coverage')?.setData({ type: 'FeatureCollection', features });
}
