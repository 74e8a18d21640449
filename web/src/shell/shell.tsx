import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ActDialog } from '../acts/act-dialog';
import { PasswordDialog } from '../account/password-dialog';
import { PasswordHint } from '../account/password-hint';
import { AlertRail } from '../alerts/alert-rail';
import { Announcer } from '../alerts/announcer';
import { OutcomeDialog } from '../alerts/outcome-dialog';
import type { LinkView } from '../api/contract';
import { ExchangeView } from '../exchange/exchange-view';
import { t } from '../i18n/i18n';
import { HelpSheet } from '../keys/help-sheet';
import { MapView } from '../map/map-view';
import { ReleaseView } from '../release/release-view';
import { SensorsView } from '../sensors/sensors-view';
import { FollowCoverage } from '../state/coverage';
import { isStale, links } from '../state/picture';
import { may, page, type PageName } from '../state/place';
import { usePolled } from '../state/polled';
import { followReleaseDesk } from '../state/release';
import { canDrawMap, view } from '../state/view';
import { TablesView } from '../tables/tables-view';
import { TrackPanel } from '../tracks/track-panel';
import { KernelsBanner, NoContentBanner, StaleBanner } from './banner';
import { FeedStrip } from './feed-strip';
import { Header } from './header';
import { RecallNotice } from './recall-notice';

/** Who sees no live stream still sees how the links stand. */
function FollowLinks() {
  const { answer } = usePolled<{ links: LinkView[] }>(may.readContent() ? null : '/api/v1/links', 1_000);
  useEffect(() => {
    if (answer) links.value = answer.links;
  }, [answer]);
  return null;
}

function Picture() {
  const asMap = view.value === 'map' && canDrawMap;
  return (
    <>
      {asMap ? <MapView /> : <TablesView />}
      <TrackPanel />
      {asMap && <AlertRail />}
    </>
  );
}

const STAGES: Record<PageName, () => JSX.Element> = {
  picture: Picture,
  sensors: SensorsView,
  exchange: ExchangeView,
  release: ReleaseView,
};

/** The page of a signed-in desk. */
export function Shell() {
  const name = page.value;
  const Stage = STAGES[name];
  const asMap = name === 'picture' && view.value === 'map' && canDrawMap;
  const releases = may.release();
  useEffect(() => (releases ? followReleaseDesk() : undefined), [releases]);
  return (
    <div class={`shell is-${name} ${asMap ? 'is-map' : 'is-table'} ${isStale.value ? 'is-stale' : ''}`}>
      <a class="skip" href={name === 'picture' ? '#alerts' : '#content'}>
        {t(name === 'picture' ? 'app.skip' : 'app.skip-content')}
      </a>
      <Header />
      <PasswordHint />
      <StaleBanner />
      <RecallNotice />
      {name === 'picture' && <NoContentBanner />}
      <KernelsBanner />
      <main class="stage">
        <Stage />
      </main>
      <FeedStrip />
      <FollowLinks />
      <FollowCoverage />
      <Announcer />
      <OutcomeDialog />
      <PasswordDialog />
      <ActDialog />
      <HelpSheet />
    </div>
  );
}
