import type { Identity } from '../api/contract';
import { t } from '../i18n/i18n';
import { IdentityShape } from '../tracks/identity-shape';

/** On lower screens the legend starts folded. */
const ROOM_PX = 800;

const IDENTITIES: readonly Identity[] = ['own', 'declared', 'unknown', 'suspect'];

/** What the signs on the map mean. */
export function Legend() {
  return (
    <details class="legend" open={innerHeight >= ROOM_PX}>
      <summary>{t('map.legend')}</summary>
      <ul>
        {IDENTITIES.map((identity) => (
          <li key={identity}>
            <IdentityShape identity={identity} />
            {t(`identity.${identity}`)}
          </li>
        ))}
        <li>
          <IdentityShape identity="unknown" partner />
          {t('map.legend.hollow')}
        </li>
        <li>
          <IdentityShape identity="unknown" coasting />
          {t('map.legend.dashed')}
        </li>
        <li>
          <IdentityShape identity="unknown" simulated />
          {t('map.legend.hatched')}
        </li>
        <li>
          <svg viewBox="0 0 20 20" class="legend-sign" aria-hidden="true">
            <path d="M1 10h18" class="sign-border" />
          </svg>
          {t('map.legend.line')}
        </li>
        <li>
          <svg viewBox="0 0 20 20" class="legend-sign" aria-hidden="true">
            <circle cx="10" cy="10" r="8.5" class="sign-range" />
            <circle cx="10" cy="10" r="2.6" class="sign-sensor" />
          </svg>
          {t('map.legend.sensor')}
        </li>
        <li>
          <svg viewBox="0 0 20 20" class="legend-sign" aria-hidden="true">
            <rect x="2" y="2" width="16" height="16" class="sign-seen" />
          </svg>
          {t('map.legend.seen')}
        </li>
        <li>
          <svg viewBox="0 0 20 20" class="legend-sign" aria-hidden="true">
            <rect x="2" y="2" width="16" height="16" class="sign-lost" />
          </svg>
          {t('map.legend.lost')}
        </li>
        <li>
          <svg viewBox="0 0 20 20" class="legend-sign" aria-hidden="true">
            <path d="M2 5l9-3 7 6-3 9-11 1z" class="sign-area" />
          </svg>
          {t('map.legend.area')}
        </li>
        <li>
          <svg viewBox="0 0 20 20" class="legend-sign" aria-hidden="true">
            <path d="M2 15L17 4" class="sign-leader" />
          </svg>
          {t('map.legend.leader')}
        </li>
      </ul>
    </details>
  );
}
