import { t } from '../i18n/i18n';
import { anySimulatedTrack, feeds, isStale, kernels, live } from '../state/picture';
import { now_ms } from '../state/clock';
import { session } from '../state/session';
import { span } from '../format/time';
import { Icon } from './icon';

/** Across the top whenever anything on the screen is simulated: the node, a track or a feed. */
export function SimulatedBanner() {
  const state = session.value;
  const node = state.kind === 'signed-in' ? state.view : state.kind === 'signed-out' ? state.node : null;
  const simulated = node?.simulated || anySimulatedTrack.value || feeds.value.some((feed) => feed.simulated);
  if (!simulated) return null;
  return (
    <section class="banner banner-simulated" aria-label={t('banner.label')} data-testid="simulated-banner">
      {t('banner.simulated')}
    </section>
  );
}

/** Never lets old data pass for live data. */
export function StaleBanner() {
  if (!isStale.value) return null;
  const { fresh_ms } = live.value;
  void now_ms.value; // drawn anew each second
  const age = fresh_ms === null ? t('none') : span(Date.now() - fresh_ms);
  return (
    <div class="banner banner-stale" role="alert" data-testid="stale-banner">
      <Icon name="broken" />
      <strong>{t('live.stale', { age })}</strong>
      <span>{t('live.stale-hint')}</span>
    </div>
  );
}

/** An administrator without another role is told why the page stays empty. */
export const NoContentBanner = () =>
  live.value.state === 'no-content' ? (
    <p class="banner banner-kernels" role="status">
      {t('live.no-content')}
    </p>
  ) : null;

/** While the analytics process compiles its kernels there are no tracks; say why. */
export const KernelsBanner = () =>
  kernels.value === 'warming' ? (
    <p class="banner banner-kernels" role="status">
      {t('live.kernels')}
    </p>
  ) : null;
