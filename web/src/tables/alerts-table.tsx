import type { AlertView } from '../api/contract';
import { AlertActions } from '../alerts/actions';
import { Crossing } from '../alerts/crossing';
import { useShown } from '../alerts/use-shown';
import { phrase } from '../alerts/words';
import { LifeLine } from '../alerts/life-line';
import { inLanguage, t } from '../i18n/i18n';
import { openAlerts, pastAlerts } from '../state/alerts';
import { selectedTrack } from '../state/picture';
import { Table, type Column } from './table';

/** The number of the alert; it reports the alert as shown when it has come into view. */
function AlertNumber({ alert }: { alert: AlertView }) {
  const element = useShown<HTMLSpanElement>(alert);
  return <span ref={element}>{alert.number}</span>;
}

const COLUMNS: readonly Column<AlertView>[] = [
  {
    name: 'col.alert',
    cell: (alert) => (
      <>
        <AlertNumber alert={alert} />
        <br />
        <span class={`step-word alert-${alert.step}`}>{t(`alert.step.${alert.step}`)}</span>
      </>
    ),
  },
  {
    name: 'col.reason',
    wraps: true,
    cell: (alert) => (
      <>
        <strong>{phrase(alert.reason)}</strong>
        <br />
        {[inLanguage(alert.place), alert.state !== 'open' && t(`alert.state.${alert.state}`)].filter(Boolean).join(' · ')}
        <br />
        {alert.state === 'open' && t('alert.asks', { text: phrase(alert.asks) })}
      </>
    ),
  },
  {
    name: 'col.from-track',
    cell: (alert) => (
      <>
        {alert.origin}
        <br />
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
      </>
    ),
  },
  { name: 'col.crossing', cell: (alert) => <Crossing alert={alert} /> },
  { name: 'col.actions', wraps: true, cell: (alert) => <AlertActions alert={alert} /> },
  { name: 'alert.life', cell: (alert) => <LifeLine alert={alert} /> },
];

export const AlertsTable = () => (
  <Table
    id="alerts"
    title={t('tables.alerts')}
    columns={COLUMNS}
    rows={[...openAlerts.value, ...pastAlerts.value]}
    keyOf={(alert) => alert.alert}
    rowClass={(alert) => `alert-row is-${alert.state}`}
  />
);
