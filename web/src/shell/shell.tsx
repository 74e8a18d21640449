import { PasswordDialog } from '../account/password-dialog';
import { PasswordHint } from '../account/password-hint';
import { AlertRail } from '../alerts/alert-rail';
import { Announcer } from '../alerts/announcer';
import { OutcomeDialog } from '../alerts/outcome-dialog';
import { t } from '../i18n/i18n';
import { MapView } from '../map/map-view';
import { isStale } from '../state/picture';
import { canDrawMap, view } from '../state/view';
import { TablesView } from '../tables/tables-view';
import { TrackPanel } from '../tracks/track-panel';
import { KernelsBanner, NoContentBanner, StaleBanner } from './banner';
import { FeedStrip } from './feed-strip';
import { Header } from './header';

/** The page of a signed-in desk. */
export function Shell() {
  const asMap = view.value === 'map' && canDrawMap;
  return (
    <div class={`shell ${asMap ? 'is-map' : 'is-table'} ${isStale.value ? 'is-stale' : ''}`}>
      <a class="skip" href="#alerts">
        {t('app.skip')}
      </a>
      <Header />
      <PasswordHint />
      <StaleBanner />
      <NoContentBanner />
      <KernelsBanner />
      <main class="stage">
        {asMap ? <MapView /> : <TablesView />}
        <TrackPanel />
        {asMap && <AlertRail />}
      </main>
      <FeedStrip />
      <Announcer />
      <OutcomeDialog />
      <PasswordDialog />
    </div>
  );
}
