import type { AlertView } from '../api/contract';
import { span } from '../format/time';
import { inLanguage, t } from '../i18n/i18n';
import { now_ms } from '../state/clock';
import { selectedTrack } from '../state/picture';
import { AlertActions } from './actions';
import { Crossing } from './crossing';
import { LifeLine } from './life-line';
import { useShown } from './use-shown';
import { phrase } from './words';

/** One alert with all that a desk decides by, the most urgent words first. */
export function AlertCard({ alert }: { alert: AlertView }) {
  const element = useShown<HTMLElement>(alert);
  const since_ms = alert.times.raised_ms ?? alert.times.observed_ms;
  const selected = selectedTrack.value === alert.track;
  return (
    <article
      ref={element}
      id={`alert-${alert.alert}`}
      class={`alert-card alert-${alert.step} is-${alert.state} ${selected ? 'is-selected' : ''}`}
      aria-label={`${t(`alert.step.${alert.step}`)} ${alert.number}`}
      data-testid="alert-card"
      tabIndex={-1}
    >
      <div class="alert-top">
        <p class="alert-step">{t(`alert.step.${alert.step}`)}</p>
        <p class="alert-number">{alert.number}</p>
        <p class="alert-origin">
          {alert.own ? t('alert.from-own') : t('alert.from-partner', { node: alert.origin })}
        </p>
      </div>
      <div class="alert-main">
        <div>
          <h3>{phrase(alert.reason)}</h3>
          <p class="alert-place">
            {[inLanguage(alert.place), since_ms != null && t('alert.age', { age: span(now_ms.value - since_ms) })]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Crossing alert={alert} />
      </div>
      {alert.state === 'open' && <p class="alert-asks">{t('alert.asks', { text: phrase(alert.asks) })}</p>}
      {(alert.state === 'cleared' || alert.state === 'withdrawn') && (
        <p class="alert-asks">{t(`alert.state.${alert.state}`)}</p>
      )}
      <LifeLine alert={alert} />
      <div class="alert-bottom">
        <AlertActions alert={alert} />
        <button
          type="button"
          class="link-button"
          aria-label={t('alert.show-track', { track: alert.track })}
          onClick={() => {
            selectedTrack.value = alert.track;
          }}
        >
          {alert.track}
        </button>
      </div>
    </article>
  );
}
