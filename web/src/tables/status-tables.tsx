import type { DeclarationView, FeedView, LinkView } from '../api/contract';
import { number } from '../format/length';
import { roundTrip, span, timeOfDay } from '../format/time';
import { language, t } from '../i18n/i18n';
import { now_ms } from '../state/clock';
import { declarations, feeds, links, sensors } from '../state/picture';
import { sideName } from '../shell/header';
import { Table, type Column } from './table';

const ago = (at_ms: number | null | undefined): string =>
  at_ms == null ? t('none') : t('alert.age', { age: span(now_ms.value - at_ms) });

const yesNo = (value: boolean): string => t(value ? 'yes' : 'no');

function kindOf(feed: FeedView): string {
  const sensor = sensors.value.find((known) => known.sensor === feed.sensor && known.gateway === feed.gateway);
  return sensor ? t(`kind.${sensor.kind}`) : t('none');
}

const FEEDS: readonly Column<FeedView>[] = [
  { name: 'col.sensor', cell: (feed) => feed.name ?? feed.sensor },
  { name: 'col.kind', cell: kindOf },
  { name: 'col.gateway', cell: (feed) => feed.gateway },
  { name: 'col.status', cell: (feed) => <span class={`feed-word feed-${feed.status}`}>{t(`feed.${feed.status}`)}</span> },
  { name: 'col.last', figures: true, cell: (feed) => ago(feed.last_seen_ms) },
  { name: 'col.accepted', figures: true, cell: (feed) => number(feed.accepted) },
  { name: 'col.refused', figures: true, cell: (feed) => number(feed.refused) },
  { name: 'col.authenticated', cell: (feed) => yesNo(feed.authenticated) },
  { name: 'track.simulated', cell: (feed) => yesNo(feed.simulated) },
  { name: 'col.marked', cell: (feed) => t(feed.marked ? 'feeds.marked' : 'feeds.unmarked') },
];

/** Sensors and feeds with their health and what was refused. */
export const FeedsTable = () => (
  <Table
    title={t('tables.feeds')}
    columns={FEEDS}
    rows={feeds.value}
    keyOf={(feed) => `${feed.gateway} ${feed.sensor}`}
  />
);

const figure = (value: number | null | undefined): string => (value == null ? t('none') : number(value));

function withheldWords(link: LinkView): string {
  const counts = Object.entries(link.withheld ?? {});
  return counts.length === 0 ? number(0) : counts.map(([reason, count]) => `${reason}: ${number(count)}`).join(', ');
}

const LINKS: readonly Column<LinkView>[] = [
  { name: 'col.partner', cell: (link) => `${link.partner} (${sideName(link.side)})` },
  {
    name: 'col.state',
    wraps: true,
    cell: (link) => (
      <>
        <span class={`link-word link-${link.state}`}>{t(`link.${link.state}`)}</span>
        {link.problem && <p class="refusal">{link.problem[language.value === 'es' ? 'message_es' : 'message_en']}</p>}
      </>
    ),
  },
  {
    name: 'col.round-trip',
    figures: true,
    cell: (link) => (link.round_trip_ms == null ? t('none') : roundTrip(link.round_trip_ms)),
  },
  { name: 'col.receipt', figures: true, cell: (link) => ago(link.last_receipt_ms) },
  { name: 'col.shared', figures: true, cell: (link) => figure(link.shared) },
  { name: 'col.withheld', wraps: true, cell: withheldWords },
  { name: 'col.held', figures: true, cell: (link) => figure(link.held) },
  { name: 'col.behind', figures: true, cell: (link) => figure(link.behind) },
  { name: 'track.simulated', cell: (link) => yesNo(link.simulated) },
];

/** The links to the partners and what was shared and withheld over each. */
export const LinksTable = () => (
  <Table title={t('tables.links')} columns={LINKS} rows={links.value} keyOf={(link) => link.partner} />
);

const DECLARATIONS: readonly Column<DeclarationView>[] = [
  { name: 'col.desk', cell: (declared) => declared.contact_desk ?? declared.origin },
  { name: 'col.origin', cell: (declared) => declared.origin },
  {
    name: 'col.window',
    cell: (declared) => `${timeOfDay(declared.starts_ms)} – ${timeOfDay(declared.ends_ms)} UTC`,
  },
  { name: 'track.simulated', cell: (declared) => yesNo(declared.simulated) },
];

/** Flights that were announced beforehand. */
export const DeclarationsTable = () => (
  <Table
    title={t('tables.declarations')}
    columns={DECLARATIONS}
    rows={declarations.value}
    keyOf={(declared) => declared.id}
  />
);
