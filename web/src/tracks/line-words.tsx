import type { TrackView } from '../api/contract';
import { length } from '../format/length';
import { linePlace } from '../format/line-side';
import { t } from '../i18n/i18n';
import type { TextKey } from '../i18n/en';

type Track = Pick<TrackView, 'origin' | 'distance_to_line_m' | 'distance_error_95_m'>;

const SIDE_KEYS: Record<string, TextKey> = { USA: 'side.of.USA', MEX: 'side.of.MEX' };

/** The side in words; within the error none is claimed. */
export const sideWords = (side: string | null): string => {
  const key = side === null ? undefined : SIDE_KEYS[side];
  return key ? t(key) : t('side.unknown');
};

/** Distance to the line and side in one line of text, for tables. */
export function lineWords(track: Track): string {
  const place = linePlace(track);
  switch (place.kind) {
    case 'unknown':
      return t('none');
    case 'at-line':
      return `${t('track.at-line')} (± ${length(place.error_m)})`;
    case 'side': {
      const error = place.error_m === null ? '' : ` ± ${length(place.error_m)}`;
      return `${length(place.distance_m)}${error}, ${sideWords(place.side)}`;
    }
  }
}

/** The same, large, for the panel: the number first, then its error and the side. */
export function LineDistance({ track }: { track: Track }) {
  const place = linePlace(track);
  switch (place.kind) {
    case 'unknown':
      return <p class="line-distance">{t('track.no-line')}</p>;
    case 'at-line':
      return (
        <p class="line-distance is-at-line">
          <strong>{t('track.at-line')}</strong>
          <span>{t('track.at-line-detail', { error: length(place.error_m) })}</span>
        </p>
      );
    case 'side':
      return (
        <p class="line-distance">
          <strong>{length(place.distance_m)}</strong>
          <span>
            {place.error_m !== null && `± ${length(place.error_m)} · `}
            {sideWords(place.side)}
          </span>
        </p>
      );
  }
}
