import type { Feature, FeatureCollection } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { DeclarationView, Position, SensorView } from '../api/contract';
import { groundCircle } from '../picture/mercator';
import { addCoverage } from './coverage-layer';
import { FONT, MAP } from './palette';

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const EMPTY = collection([]);

/** Own sensors with their range, declared areas, and the places of launch and operator of the selected track. */
export function addOverlays(map: MapLibreMap): void {
  for (const source of ['ranges', 'sensors', 'areas', 'origins']) map.addSource(source, { type: 'geojson', data: EMPTY });
  addCoverage(map);
  addAreas(map);
  addSensors(map);
  addOrigins(map);
}

function addAreas(map: MapLibreMap): void {
  map.addLayer({
    id: 'areas-fill',
    type: 'fill',
    source: 'areas',
    paint: { 'fill-color': MAP.declared, 'fill-opacity': 0.08 },
  });
  map.addLayer({
    id: 'areas-line',
    type: 'line',
    source: 'areas',
    paint: { 'line-color': MAP.declared, 'line-width': 1.3, 'line-dasharray': [5, 3], 'line-opacity': 0.85 },
  });
  map.addLayer({
    id: 'areas-label',
    type: 'symbol',
    source: 'areas',
    filter: ['==', ['geometry-type'], 'Point'],
    minzoom: 8.5,
    layout: { 'text-field': ['get', 'desk'], 'text-font': [FONT], 'text-size': 11, 'text-anchor': 'bottom-left' },
    paint: { 'text-color': MAP.declared, 'text-halo-color': MAP.halo, 'text-halo-width': 1.4 },
  });
}

function addSensors(map: MapLibreMap): void {
  const colour: ExpressionSpecification = ['match', ['get', 'status'], 'ok', MAP.sensor, MAP.sensorDown];
  map.addLayer({
    id: 'ranges-fill',
    type: 'fill',
    source: 'ranges',
    paint: { 'fill-color': colour, 'fill-opacity': 0.035 },
  });
  map.addLayer({
    id: 'ranges-line',
    type: 'line',
    source: 'ranges',
    paint: { 'line-color': colour, 'line-opacity': 0.45, 'line-width': 1.1 },
  });
  map.addLayer({
    id: 'sensors-dot',
    type: 'circle',
    source: 'sensors',
    paint: {
      'circle-radius': 4.5,
      'circle-color': MAP.halo,
      'circle-stroke-color': colour,
      'circle-stroke-width': 2.2,
    },
  });
  map.addLayer({
    id: 'sensors-label',
    type: 'symbol',
    source: 'sensors',
    minzoom: 8,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [FONT],
      'text-size': 11,
      'text-variable-anchor': ['top', 'bottom', 'right', 'left'],
      'text-radial-offset': 0.8,
    },
    paint: { 'text-color': colour, 'text-halo-color': MAP.halo, 'text-halo-width': 1.4 },
  });
}

function addOrigins(map: MapLibreMap): void {
  map.addLayer({
    id: 'origins-line',
    type: 'line',
    source: 'origins',
    filter: ['!', ['has', 'drawn']],
    paint: { 'line-color': MAP.launch, 'line-width': 1.3, 'line-dasharray': [2, 2] },
  });
  map.addLayer({
    id: 'origins-outline',
    type: 'line',
    source: 'origins',
    filter: ['has', 'drawn'],
    paint: { 'line-color': MAP.launch, 'line-width': 2.4, 'line-opacity': 0.9 },
  });
  map.addLayer({
    id: 'origins-dot',
    type: 'circle',
    source: 'origins',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 5,
      'circle-color': MAP.halo,
      'circle-stroke-color': MAP.launch,
      'circle-stroke-width': 2,
    },
  });
  map.addLayer({
    id: 'origins-label',
    type: 'symbol',
    source: 'origins',
    filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [FONT],
      'text-size': 11,
      'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
      'text-radial-offset': 0.9,
    },
    paint: { 'text-color': MAP.launch, 'text-halo-color': MAP.halo, 'text-halo-width': 1.4 },
  });
}

const set = (map: MapLibreMap, source: string, data: FeatureCollection): void => {
  map.getSource<GeoJSONSource>(source)?.setData(data);
};

const point = (position: Position, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [position.lon_deg, position.lat_deg] },
});

const called = (sensor: SensorView): string => sensor.name ?? sensor.sensor;

export function showSensors(map: MapLibreMap, sensors: readonly SensorView[], statusWord: (s: SensorView) => string): void {
  const placed = sensors.flatMap((sensor) => (sensor.position ? [{ sensor, position: sensor.position }] : []));
  const properties = (sensor: SensorView) => ({
    status: sensor.status,
    name: sensor.status === 'ok' ? called(sensor) : `${called(sensor)} (${statusWord(sensor)})`,
  });
  set(map, 'sensors', collection(placed.map(({ sensor, position }) => point(position, properties(sensor)))));
  const rings = placed.flatMap(({ sensor, position }): Feature[] => {
    if (!sensor.max_range_m) return [];
    const ring = groundCircle(position.lat_deg, position.lon_deg, sensor.max_range_m);
    return [{ type: 'Feature', properties: properties(sensor), geometry: { type: 'Polygon', coordinates: [ring] } }];
  });
  set(map, 'ranges', collection(rings));
}

/** Areas of the declared flights whose window is open. */
export function showDeclarations(map: MapLibreMap, declarations: readonly DeclarationView[], at_ms: number): void {
  const current = declarations.filter(({ starts_ms, ends_ms }) => starts_ms <= at_ms && at_ms < ends_ms);
  const areas = current.flatMap(({ area, contact_desk, origin }): Feature[] => {
    const [first] = area.ring;
    if (!first) return [];
    const northwest = area.ring.reduce((a, b) => (b[1] - b[0] > a[1] - a[0] ? b : a));
    const desk = point({ lat_deg: northwest[1], lon_deg: northwest[0] }, { desk: contact_desk ?? origin });
    const ring = [...area.ring, first];
    return [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }, desk];
  });
  set(map, 'areas', collection(areas));
}

/** Corners of a line as (longitude, latitude). */
export type Outline = [number, number][];

/** Where a track was launched, where its operator is and where it would cross, each with a line to the track. */
export function showOrigins(
  map: MapLibreMap,
  track: Position | null,
  origins: readonly { name: string; position: Position }[],
  outlines: readonly Outline[],
): void {
  const features = origins.map(({ name, position }) => point(position, { name }));
  const lines = origins.flatMap(({ position }): Feature[] =>
    track
      ? [
          {
            type: 'Feature',
            properties: {},
            geometry: {
              type: 'LineString',
              coordinates: [
                [position.lon_deg, position.lat_deg],
                [track.lon_deg, track.lat_deg],
              ],
            },
          },
        ]
      : [],
  );
  const drawn = outlines.map((coordinates): Feature => {
    return { type: 'Feature', properties: { drawn: true }, geometry: { type: 'LineString', coordinates } };
  });
  set(map, 'origins', collection([...lines, ...drawn, ...features]));
}
