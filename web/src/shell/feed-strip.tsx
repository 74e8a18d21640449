import type { FeedStatus } from '../api/contract';
import { span } from '../format/time';
import type { TextKey } from '../i18n/en';
import { t } from '../i18n/i18n';
import { now_ms } from '../state/clock';
import { feeds, live } from '../state/picture';
import { Icon, type IconName } from './icon';

const ICONS: Record<FeedStatus, IconName> = { ok: 'check', degraded: 'alert', silent: 'waiting', down: 'broken' };

const STATES: Partial<Record<typeof live.value.state, TextKey>> = { live: 'live.live', 'no-content': 'feeds.no-picture' };

/** Every own sensor with its health, along the bottom: a silent one is as loud here as a reporting one. */
export function FeedStrip() {
  return (
    <footer class="feeds" aria-label={t('tables.feeds')}>
      <p class={live.value.state === 'live' ? 'live-sign is-live' : 'live-sign'} data-testid="live-state">
        <span class="live-dot" />
        {t(STATES[live.value.state] ?? 'live.connecting')}
      </p>
      {live.value.state !== 'no-content' && (
        <ul>
          {feeds.value.length === 0 && <li>{t('feeds.none')}</li>}
          {feeds.value.map((feed) => (
            <li key={`${feed.gateway} ${feed.sensor}`} class={`feed feed-${feed.status}`}>
              <Icon name={ICONS[feed.status]} />
              <strong>{feed.name ?? feed.sensor}</strong>
              <span>
                {t(`feed.${feed.status}`)}
                {feed.last_seen_ms != null && ` · ${span(now_ms.value - feed.last_seen_ms)}`}
              </span>
              {!feed.marked && <span class="feed-note">{t('feeds.unmarked')}</span>}
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}
