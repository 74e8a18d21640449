import type { AlertView } from '../api/contract';
import { percent } from '../format/length';
import { countdown } from '../format/time';
import { t } from '../i18n/i18n';
import { now_ms } from '../state/clock';
import { expectedCrossing } from './order';

/** How long until the object is expected to cross, counting down, with its 5 to 95 % range. */
export function Crossing({ alert }: { alert: AlertView }) {
  const expected = alert.state === 'open' ? expectedCrossing(alert) : null;
  if (!expected) return null;
  const left_ms = expected.at_ms - now_ms.value;
  if (expected.late_ms < now_ms.value) return <p class="crossing is-past">{t('alert.crossing-passed')}</p>;
  const [low, high] = [countdown(expected.early_ms - now_ms.value), countdown(expected.late_ms - now_ms.value)];
  return (
    <p class="crossing" role="timer" aria-live="off">
      <span class="crossing-label">{t('alert.crosses-in')}</span>
      <strong>{left_ms > 0 ? countdown(left_ms) : t('alert.crossing-now')}</strong>
      <span class="crossing-range">
        {t('alert.range', { low, high })}
        {alert.p_cross != null && ` · ${percent(alert.p_cross)}`}
      </span>
    </p>
  );
}
