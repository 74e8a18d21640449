import { LIFE_STEPS, type AlertView } from '../api/contract';
import { timeWithTenths } from '../format/time';
import { t } from '../i18n/i18n';

/** The life of an alert: raised, released, delivered, shown, acknowledged, outcome, each with its time (UTC). */
export function LifeLine({ alert }: { alert: AlertView }) {
  return (
    <ol class="life" aria-label={t('alert.life')}>
      {LIFE_STEPS.map((step) => {
        const at_ms = alert.times[`${step}_ms`];
        const done = at_ms != null;
        return (
          <li key={step} class={done ? 'life-step is-done' : 'life-step'} data-step={step}>
            <span class="life-name">{t(`alert.life.${step}`)}</span>
            {done ? (
              <time dateTime={new Date(at_ms).toISOString()}>{timeWithTenths(at_ms)}</time>
            ) : (
              <span class="life-time">
                <span aria-hidden="true">—</span>
                <span class="visually-hidden">{t('alert.life.not-yet')}</span>
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
