import type { ComponentChildren } from 'preact';
import type { Position, TrackView, Velocity } from '../api/contract';
import { climb, direction, height, latLon, length, percent, speed, wind } from '../format/length';
import { gridReference } from '../format/mgrs';
import { language, t } from '../i18n/i18n';
import type { TextKey } from '../i18n/en';

/** A named group of facts of the panel. */
export function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="facts">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** One fact; nothing is drawn where it is not known. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === null || children === undefined || children === '' || children === false) return null;
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function MotionFacts({ velocity }: { velocity: Velocity | null | undefined }) {
  if (!velocity) return <p class="no-fact">{t('track.no-motion')}</p>;
  const { speed_mps, track_deg, climb_mps } = velocity;
  const west = language.value === 'es' ? 'O' : 'W';
  return (
    <dl>
      <Fact name={t('track.speed')}>{speed(speed_mps)}</Fact>
      <Fact name={t('track.course')}>{track_deg != null && `${direction(track_deg)} ${wind(track_deg, west)}`}</Fact>
      <Fact name={t('track.climb')}>
        {climb_mps != null && climb(climb_mps)}
      </Fact>
    </dl>
  );
}

const HEIGHTS: readonly [field: keyof Position, name: TextKey][] = [
  ['height_agl_m', 'track.height-agl'],
  ['altitude_msl_m', 'track.height-msl'],
  ['altitude_hae_m', 'track.height-hae'],
  ['altitude_baro_m', 'track.height-baro'],
];

/** Place, grid reference and every height that is known, each named by its reference. */
export function PositionFacts({ position, ellipse }: { position: Position; ellipse?: TrackView['ellipse_95'] }) {
  const heights = HEIGHTS.filter(([field]) => position[field] != null);
  return (
    <dl>
      <Fact name={t('track.latlon')}>{latLon(position.lat_deg, position.lon_deg)}</Fact>
      <Fact name={t('track.mgrs')}>{gridReference(position.lat_deg, position.lon_deg)}</Fact>
      {ellipse ? (
        <Fact name={t('track.ellipse')}>
          {t('track.ellipse-value', {
            major: length(ellipse.semi_major_m),
            minor: length(ellipse.semi_minor_m),
            azimuth: direction(ellipse.azimuth_deg),
          })}
        </Fact>
      ) : (
        <Fact name={t('track.error')}>{position.error_95_m != null && `± ${length(position.error_95_m)}`}</Fact>
      )}
      {heights.map(([field, name]) => (
        <Fact key={field} name={t(name)}>
          {height(position[field] as number)}
        </Fact>
      ))}
    </dl>
  );
}

/** Whether any height of a position is known. */
export const hasHeight = (position: Position): boolean => HEIGHTS.some(([field]) => position[field] != null);

/** Probabilities of what the object is; "something else" is the honest rest and is never hidden. */
export function ClassBars({ classes }: { classes: TrackView['classes'] }) {
  if (!classes || classes.length === 0) return <p class="no-fact">{t('track.no-classes')}</p>;
  const shown = classes
    .filter(({ object_class, probability }) => probability >= 0.01 || object_class === 'other')
    .sort((a, b) => b.probability - a.probability);
  return (
    <ul class="class-bars">
      {shown.map(({ object_class, probability }) => (
        <li key={object_class} class={object_class === 'other' ? 'is-other' : ''}>
          <span>{t(`class.${object_class}`)}</span>
          <meter min={0} max={1} value={probability} aria-label={t(`class.${object_class}`)} />
          <span class="class-percent">{percent(probability)}</span>
        </li>
      ))}
    </ul>
  );
}
