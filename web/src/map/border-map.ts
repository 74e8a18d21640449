import { computed, effect } from '@preact/signals';
import { Map as MapLibreMap, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { language, t, type Language } from '../i18n/i18n';
import type { Maybe, Position, TrackView } from '../api/contract';
import { groundEllipse, mercatorX, mercatorY } from '../picture/mercator';
import { now_ms } from '../state/clock';
import { coverage } from '../state/coverage';
import { declarations, onTracks, selectedTrack, sensors, tracks, watchedTrack } from '../state/picture';
import { boundsOf, type Bounds } from './bounds';
import { TrackLayer } from './gl/track-layer';
import { crossingInterval, crossingLeft } from '../tracks/crossing-left';
import { addOverlays, showDeclarations, showOrigins, showSensors, type Outline } from './overlays';
import { showCoverage } from './coverage-layer';
import { FONT } from './palette';
import { nearestTrack } from './pick';
import { borderStyle, labelFields, type Relief } from './style';

setWorkerUrl(new URL(workerUrl, location.href).href);

/** Where the selected track is expected to cross, named with the time left. */
function crossing(track: TrackView | null): { name: string; position: Maybe<Position> }[] {
  const left = track && crossingLeft(track, now_ms.value);
  return left ? [{ name: t('map.crossing', left), position: track.crossing_position }] : [];
}

/** The ellipse of its launch point, and the stretch that it flies in the 90 % interval of its crossing. */
function outlines(track: TrackView | null): Outline[] {
  if (!track) return [];
  const { launch_position: launch, launch_ellipse_95: ellipse } = track;
  const stretch = crossingLeft(track, now_ms.value) && crossingInterval(track);
  return [
    ...(launch && ellipse ? [groundEllipse(launch.lat_deg, launch.lon_deg, ellipse)] : []),
    ...(stretch ? [stretch] : []),
  ];
}

/** What is shown before anything is known: El Paso and Ciudad Juárez. */
const HOME: Bounds = [-106.72, 31.55, -106.2, 31.95];
const PICK_PIXELS = 18;
const OFTEN_MS = 40;
/** The panel covers this much of the map's left side. */
const PANEL_PIXELS = 364;
const EDGE_PIXELS = 24;
/** Near enough to see an ellipse. */
const CLOSE_ZOOM = 13;

/** Windows of declared flights open and close; this often is soon enough. */
const tenSeconds_ms = computed(() => Math.floor(now_ms.value / 10_000) * 10_000);

/** The map, its layers and everything that keeps them current; the page around it is `MapView`. */
export class BorderMap {
  readonly #map: MapLibreMap;
  readonly #layer: TrackLayer;
  readonly #undo: (() => void)[] = [];
  #begun = false;

  constructor(container: HTMLElement, relief: Relief | null) {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#layer = new TrackLayer(tracks, still);
    this.#map = new MapLibreMap({
      container,
      style: borderStyle(language.peek(), relief),
      bounds: HOME,
      minZoom: 3.5,
      maxZoom: 17,
      maxPitch: 0,
      dragRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      attributionControl: false,
      fadeDuration: still ? 0 : 150,
      locale: { 'Map.Title': t('map.label') },
    });
    this.#map.keyboard.disableRotation();
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-right');
    this.#map.on('load', () => this.#loaded(still));
    this.#map.on('click', ({ point, lngLat }) => this.#pick(point.x, lngLat.lng, lngLat.lat));
  }

  close(): void {
    this.#undo.forEach((undo) => undo());
    this.#map.remove();
  }

  zoom(steps: number): void {
    this.#map.zoomTo(this.#map.getZoom() + steps);
  }

  /** Where things happen around the own sensors; the home sector before any is known. */
  home(animate = true): void {
    const bounds = boundsOf(sensors.peek(), tracks) ?? HOME;
    this.#map.fitBounds(bounds, { padding: 90, maxZoom: CLOSE_ZOOM, animate });
  }

  /** Bring a place to the middle without changing the zoom more than needed to see it. */
  centre(lon_deg: number, lat_deg: number): void {
    const zoom = Math.max(this.#map.getZoom(), CLOSE_ZOOM);
    this.#map.easeTo({ center: [lon_deg, lat_deg], zoom, offset: [PANEL_PIXELS / 2, 0] });
  }

  /** Move only if a track is outside the picture or below its panel. */
  #reveal(track: string | null): void {
    const slot = tracks.slotOf(track);
    if (slot < 0) return;
    const place = tracks.placeOf(slot);
    const { x, y } = this.#map.project(place);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const inside = x > PANEL_PIXELS && x < clientWidth - EDGE_PIXELS && y > EDGE_PIXELS && y < clientHeight - EDGE_PIXELS;
    if (!inside || this.#isUnderLegend(x, y)) this.#map.easeTo({ center: place, offset: [PANEL_PIXELS / 2, 0] });
  }

  /** Whether a point is where the legend stands while the panel is open. */
  #isUnderLegend(x: number, y: number): boolean {
    const container = this.#map.getContainer();
    const legend = container.parentElement?.querySelector<HTMLElement>('.legend');
    if (!legend) return false;
    const top = container.clientHeight - legend.offsetHeight - 2 * EDGE_PIXELS;
    return x < PANEL_PIXELS + legend.offsetWidth + EDGE_PIXELS && y > top;
  }

  #loaded(still: boolean): void {
    const map = this.#map;
    addOverlays(map);
    map.addLayer(this.#layer);
    this.#undo.push(
      onTracks(() => {
        this.#layer.selected = tracks.slotOf(selectedTrack.peek());
        this.#layer.touch();
        map.triggerRepaint();
      }),
      effect(() => {
        this.#layer.selected = tracks.slotOf(selectedTrack.value);
        this.#reveal(selectedTrack.value);
        map.triggerRepaint();
      }),
      effect(() => showSensors(map, sensors.value, ({ status }) => t(`feed.${status}`))),
      effect(() => showCoverage(map, coverage.value)),
      effect(() => this.#beginAtHome()),
      effect(() => showDeclarations(map, declarations.value, tenSeconds_ms.value)),
      effect(() => this.#showOrigins()),
      effect(() => this.#speak(language.value)),
    );
    if (!still) this.#undo.push(this.#pulse());
    void document.fonts.load(`600 11px '${FONT}'`).then(() => this.#layer.touchNames());
  }

  /** Once, when the own sensors are known; from then on the reader decides what to look at. */
  #beginAtHome(): void {
    if (this.#begun || sensors.value.length === 0) return;
    this.#begun = true;
    this.home(false);
  }

  /** Alerts pulse: paint again while there is one, at most 25 times a second. */
  #pulse(): () => void {
    const timer = setInterval(() => {
      if (!document.hidden && this.#anyAlert()) this.#map.triggerRepaint();
    }, OFTEN_MS);
    return () => clearInterval(timer);
  }

  #anyAlert(): boolean {
    const ALERT = 32;
    for (let slot = 0; slot < tracks.rows; slot++) {
      const code = tracks.codeOf(slot);
      if (code >= 0 && code & ALERT) return true;
    }
    return false;
  }

  #showOrigins(): void {
    const track = watchedTrack.value;
    const origins = [
      { name: t('map.launch'), position: track?.launch_position },
      { name: t('map.operator'), position: track?.emitter?.operator_position },
      ...crossing(track),
    ].flatMap(({ name, position }) => (position ? [{ name, position }] : []));
    showOrigins(this.#map, track?.position ?? null, origins, outlines(track));
  }

  #speak(language: Language): void {
    for (const [layer, field] of labelFields(language)) {
      if (this.#map.getLayer(layer)) this.#map.setLayoutProperty(layer, 'text-field', field);
    }
    this.#map.getCanvas().setAttribute('aria-label', t('map.label'));
  }

  #pick(x_px: number, lon_deg: number, lat_deg: number): void {
    const edge = this.#map.unproject([x_px + PICK_PIXELS, 0]);
    const within = Math.abs(mercatorX(edge.lng) - mercatorX(lon_deg));
    const slot = nearestTrack(tracks, mercatorX(lon_deg), mercatorY(lat_deg), within);
    selectedTrack.value = slot < 0 ? null : (tracks.names[slot] ?? null);
  }
}
