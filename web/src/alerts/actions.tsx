import { signal } from '@preact/signals';
import type { AlertView } from '../api/contract';
import { t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { refusalText } from '../shell/refusal';
import { acknowledge } from '../state/alerts';
import { keepsWatch } from '../state/session';
import { mayAcknowledge, mayReportOutcome } from './order';
import { askOutcome } from './outcome-dialog';

const busy = signal<ReadonlySet<string>>(new Set());
const refused = signal<ReadonlyMap<string, unknown>>(new Map());

async function acknowledgeOnce(alert: string): Promise<void> {
  if (busy.value.has(alert)) return;
  busy.value = new Set(busy.value).add(alert);
  try {
    await acknowledge(alert);
    refused.value = new Map([...refused.value].filter(([id]) => id !== alert));
  } catch (error) {
    refused.value = new Map(refused.value).set(alert, error);
  } finally {
    busy.value = new Set([...busy.value].filter((id) => id !== alert));
  }
}

/** What a person here may do about an alert, and what the other side's person has done. */
export function AlertActions({ alert }: { alert: AlertView }) {
  const refusal = refused.value.get(alert.alert);
  return (
    <div class="alert-actions">
      {keepsWatch() && mayAcknowledge(alert) && (
        <button
          type="button"
          class="primary-button"
          aria-label={t('alert.acknowledge-label', { number: alert.number })}
          disabled={busy.value.has(alert.alert)}
          onClick={() => void acknowledgeOnce(alert.alert)}
        >
          <Icon name="check" />
          {t('alert.acknowledge')}
        </button>
      )}
      {keepsWatch() && mayReportOutcome(alert) && (
        <button
          type="button"
          class="secondary-button"
          aria-label={t('alert.outcome-label', { number: alert.number })}
          onClick={() => askOutcome(alert.alert)}
        >
          {t('alert.outcome')}
        </button>
      )}
      <AnswerWords alert={alert} />
      <div role="alert">{refusal !== undefined && <p class="refusal">{refusalText(refusal)}</p>}</div>
    </div>
  );
}

function AnswerWords({ alert }: { alert: AlertView }) {
  if (alert.verdict) {
    const words = t(`verdict.${alert.verdict}`);
    return (
      <p class="answer is-outcome">
        {alert.outcome_by ? t('alert.outcome-by', { verdict: words, desk: alert.outcome_by }) : words}
      </p>
    );
  }
  if (alert.acknowledged_by) {
    return <p class="answer">{t('alert.acknowledged-by', { desk: alert.acknowledged_by })}</p>;
  }
  if (alert.own && alert.state === 'open' && alert.step !== 'attention') {
    return <p class="answer is-waiting">{t('alert.awaiting')}</p>;
  }
  return null;
}
