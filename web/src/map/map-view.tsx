import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import type { Bilingual } from '../api/contract';
import { inLanguage, t } from '../i18n/i18n';
import { selectedTrack, trackCount, tracks, watchedTrack } from '../state/picture';
import { Icon } from '../shell/icon';
import type { BorderMap } from './border-map';
import { Legend } from './legend';
import { inOrderOfCare } from './pick';
import type { Relief } from './style';

const attribution = signal<Bilingual | null>(null);

async function fromNode<T>(path: string): Promise<T | null> {
  const response = await fetch(path).catch(() => null);
  return response?.ok ? ((await response.json().catch(() => null)) as T | null) : null;
}

/** The live map with its own controls; every control is a button that a keyboard reaches. */
export function MapView() {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<BorderMap | null>(null);

  useEffect(() => {
    let closed = false;
    void (async () => {
      const [{ BorderMap }, relief] = await Promise.all([import('./border-map'), fromNode<Relief>('/map/relief.json')]);
      if (!closed && container.current) map.current = new BorderMap(container.current, relief);
    })();
    void fromNode<Bilingual>('/map/attribution.json').then((names) => {
      attribution.value = names;
    });
    return () => {
      closed = true;
      map.current?.close();
      map.current = null;
    };
  }, []);

  return (
    <div class="map" data-testid="map">
      <div class="map-canvas" ref={container} />
      <p class="visually-hidden">{t('map.help')}</p>
      <Controls map={map} />
      <Stepper />
      <Legend />
      {attribution.value && <p class="map-attribution">{inLanguage(attribution.value)}</p>}
    </div>
  );
}

type MapRef = { current: BorderMap | null };

function Controls({ map }: { map: MapRef }) {
  return (
    <div class="map-controls" role="group" aria-label={t('view.map')}>
      <button type="button" class="icon-button" aria-label={t('map.zoom-in')} onClick={() => map.current?.zoom(1)}>
        <Icon name="plus" />
      </button>
      <button type="button" class="icon-button" aria-label={t('map.zoom-out')} onClick={() => map.current?.zoom(-1)}>
        <Icon name="minus" />
      </button>
      <button type="button" class="icon-button" aria-label={t('map.home')} onClick={() => map.current?.home()}>
        <Icon name="frame" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t('track.centre')}
        disabled={!watchedTrack.value}
        onClick={() => {
          const position = watchedTrack.value?.position;
          if (position) map.current?.centre(position.lon_deg, position.lat_deg);
        }}
      >
        <Icon name="target" />
      </button>
    </div>
  );
}

/** Goes through the tracks, alerts first, for those who do not use a pointer. */
function Stepper() {
  const count = trackCount.value;
  const step = (by: number) => {
    const names = inOrderOfCare(tracks);
    if (names.length === 0) return;
    const at = selectedTrack.value === null ? -1 : names.indexOf(selectedTrack.value);
    const next = at < 0 ? (by > 0 ? 0 : names.length - 1) : (at + by + names.length) % names.length;
    const name = names[next];
    if (!name) return;
    selectedTrack.value = name;
  };
  return (
    <div class="map-stepper" role="group" aria-label={t('tables.tracks')}>
      <button type="button" class="icon-button" aria-label={t('map.previous')} onClick={() => step(-1)}>
        <Icon name="left" />
      </button>
      <span class="map-count">{count === 1 ? t('map.track') : t('map.tracks', { count })}</span>
      <button type="button" class="icon-button" aria-label={t('map.next')} onClick={() => step(1)}>
        <Icon name="right" />
      </button>
    </div>
  );
}
