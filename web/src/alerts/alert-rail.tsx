import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { openAlerts, pastAlerts, waitingCount, wantedAlert } from '../state/alerts';
import { AlertCard } from './alert-card';
import { soundOn } from './announcer';

const PAST_SHOWN = 12;

/** Alerts beside the map: open ones first, then what was cleared and closed. */
export function AlertRail() {
  useEffect(() => {
    const id = wantedAlert.value;
    if (!id) return;
    const card = document.getElementById(`alert-${id}`);
    card?.scrollIntoView({ block: 'nearest' });
    card?.focus({ preventScroll: true });
    wantedAlert.value = null;
  }, [wantedAlert.value]);
  const past = pastAlerts.value.slice(0, PAST_SHOWN);
  return (
    <aside class="rail" aria-labelledby="rail-title" id="alerts" tabIndex={-1}>
      <div class="rail-head">
        <h2 id="rail-title">{t('alerts.title')}</h2>
        <p class={waitingCount.value > 0 ? 'rail-count is-waiting' : 'rail-count'} data-testid="waiting-count">
          {waitingCount.value > 0
            ? t('alerts.open-count', { count: waitingCount.value })
            : openAlerts.value.length > 0 && t('alerts.all-acknowledged')}
        </p>
        <SoundSwitch />
      </div>
      <div class="rail-list" tabIndex={0} role="region" aria-labelledby="rail-title">
        {openAlerts.value.length === 0 && <p class="rail-empty">{t('alerts.none')}</p>}
        {openAlerts.value.map((alert) => (
          <AlertCard key={alert.alert} alert={alert} />
        ))}
        {past.length > 0 && <h2 class="rail-past">{t('alerts.past')}</h2>}
        {past.map((alert) => (
          <AlertCard key={alert.alert} alert={alert} />
        ))}
      </div>
    </aside>
  );
}

const SoundSwitch = () => (
  <button
    type="button"
    class="icon-button is-small"
    aria-pressed={soundOn.value}
    aria-label={t('alerts.sound')}
    title={t(soundOn.value ? 'alerts.sound-on' : 'alerts.sound-off')}
    onClick={() => {
      soundOn.value = !soundOn.value;
    }}
  >
    <Icon name={soundOn.value ? 'sound' : 'silent'} />
  </button>
);
