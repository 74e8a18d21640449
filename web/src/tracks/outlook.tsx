import type { TrackView } from '../api/contract';
import { phrase } from '../alerts/words';
import { latLon, percent } from '../format/length';
import { t } from '../i18n/i18n';
import { now_ms } from '../state/clock';
import { crossingLeft } from './crossing-left';
import { Fact, Group } from './facts';

/** What the watch makes of a track: how good it is, why it matters, when and where it would cross. */
export function Outlook({ track }: { track: TrackView }) {
  const { quality, reason, p_cross, crossing_position } = track;
  const left = crossingLeft(track, now_ms.value);
  if (!quality && !reason && !left) return null;
  return (
    <Group title={t('track.outlook')}>
      <dl>
        <Fact name={t('track.quality')}>{quality && t(`track.quality.${quality}`)}</Fact>
        <Fact name={t('track.reason')}>{reason != null && phrase(reason)}</Fact>
        <Fact name={t('track.p-cross')}>{p_cross != null && percent(p_cross)}</Fact>
        <Fact name={t('track.crossing-in')}>{left && t('track.crossing-range', left)}</Fact>
        <Fact name={t('track.crossing-at')}>
          {left && crossing_position && latLon(crossing_position.lat_deg, crossing_position.lon_deg)}
        </Fact>
      </dl>
    </Group>
  );
}
