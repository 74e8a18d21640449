import { computed } from '@preact/signals';
import { t } from '../i18n/i18n';
import { waitingCount } from '../state/alerts';
import { sensorAmiss } from '../sensors/amiss';
import { links, sensors } from '../state/picture';
import { address, openPages, page, type PageName } from '../state/place';
import { waiting } from '../state/release';
import { amiss } from '../exchange/link-words';

const COUNTS: Record<PageName, () => number> = {
  picture: () => waitingCount.value,
  sensors: () => sensorsAmiss.value,
  exchange: () => amissCount.value,
  release: () => waiting.value?.length ?? 0,
};
const sensorsAmiss = computed(() => sensors.value.filter(sensorAmiss).length);
const amissCount = computed(() => links.value.filter(amiss).length);

/** The pages that this person may open, each with how much waits there. */
export const Navigation = () => (
  <nav class="pages" aria-label={t('pages.label')}>
    {openPages.value.map((name) => {
      const count = COUNTS[name]();
      return (
        <a key={name} href={address(name)} aria-current={page.value === name ? 'page' : undefined}>
          {t(`pages.${name}`)}
          {count > 0 && (
            <span class="page-count" data-testid={`count-${name}`}>
              {count}
              <span class="visually-hidden"> {t(`pages.count.${name}`)}</span>
            </span>
          )}
        </a>
      );
    })}
  </nav>
);
