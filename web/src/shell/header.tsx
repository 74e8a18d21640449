import { AccountButton } from '../account/account-button';
import type { LinkView } from '../api/contract';
import { LOCAL_ZONE, roundTrip, timeOfDay } from '../format/time';
import { chooseLanguage, language, t, type Language } from '../i18n/i18n';
import type { TextKey } from '../i18n/en';
import { showHelp } from '../keys/help-sheet';
import { now_ms } from '../state/clock';
import { links } from '../state/picture';
import { page } from '../state/place';
import { desk, signOut } from '../state/session';
import { view, type ViewName } from '../state/view';
import { Icon, type IconName } from './icon';
import { Navigation } from './navigation';

const SIDE_KEYS: Record<string, TextKey> = { USA: 'side.USA', MEX: 'side.MEX' };
const LINK_ICONS: Record<LinkView['state'], IconName> = {
  connected: 'link',
  unconfirmed: 'waiting',
  connecting: 'waiting',
  stopped: 'broken',
};

/** The name of a country in the reader's language, its code where there is none. */
export function sideName(side: string): string {
  const key = SIDE_KEYS[side];
  return key ? t(key) : side;
}

export function Header() {
  const here = desk();
  if (!here) return null;
  return (
    <header class="header">
      <div class="header-node">
        <h1 class="wordmark">
          <img src="/lindero.svg" alt="" width="26" height="26" />
          Lindero
        </h1>
        <p class="node-name">
          <strong>{here.node}</strong>
          <span>{sideName(here.side)}</span>
        </p>
      </div>
      <Navigation />
      {page.value === 'picture' && <ViewSwitch />}
      <Links />
      <Clocks />
      <LanguageSwitch />
      <button type="button" class="icon-button is-small" aria-label={t('keys.open')} title={t('keys.open')} onClick={showHelp}>
        <span aria-hidden="true">?</span>
      </button>
      <AccountButton here={here} />
      <button type="button" class="quiet-button" onClick={() => void signOut()}>
        <Icon name="exit" />
        {t('header.sign-out')}
      </button>
    </header>
  );
}

function ViewSwitch() {
  const choice = (name: ViewName, key: TextKey) => (
    <button
      type="button"
      aria-pressed={view.value === name}
      onClick={() => {
        view.value = name;
      }}
    >
      {t(key)}
    </button>
  );
  return (
    <div class="switch" role="group" aria-label={t('header.views')}>
      {choice('map', 'view.map')}
      {choice('table', 'view.table')}
    </div>
  );
}

/** State of the link to each partner, in a sign, a word and a figure. */
function Links() {
  return (
    <ul class="links" aria-label={t('header.links')} data-testid="links">
      {links.value.length === 0 && <li class="link-none">{t('link.none')}</li>}
      {links.value.map((link) => (
        <li key={link.partner} class={`link link-${link.state}`}>
          <Icon name={LINK_ICONS[link.state]} />
          <span class="link-text">
            <strong>{link.partner}</strong>
            <span>
              {t(`link.${link.state}`)}
              {link.state === 'connected' && link.round_trip_ms != null && ` · ${roundTrip(link.round_trip_ms)}`}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Clocks() {
  return (
    <dl class="clocks">
      <div>
        <dt>{t('header.clock-utc')}</dt>
        <dd>{timeOfDay(now_ms.value)}</dd>
      </div>
      <div>
        <dt>{t('header.clock-local')}</dt>
        <dd>{timeOfDay(now_ms.value, LOCAL_ZONE)}</dd>
      </div>
    </dl>
  );
}

/** Both languages by their own names; each is marked with the language it is in. */
export function LanguageSwitch() {
  const choice = (code: Language, label: string) => (
    <button type="button" lang={code} aria-pressed={language.value === code} onClick={() => chooseLanguage(code)}>
      <abbr title={label}>{code.toUpperCase()}</abbr>
    </button>
  );
  return (
    <div class="switch" role="group" aria-label={t('header.language')}>
      {choice('es', 'Español')}
      {choice('en', 'English')}
    </div>
  );
}
