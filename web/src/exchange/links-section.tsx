import type { LinkView } from '../api/contract';
import type { LogView } from '../api/exchange';
import { number } from '../format/length';
import { When } from '../format/when';
import { t } from '../i18n/i18n';
import { sideName } from '../shell/header';
import { StateWord } from '../shell/state-word';
import { links } from '../state/picture';
import { may } from '../state/place';
import { usePolled } from '../state/polled';
import { Table, type Column } from '../tables/table';
import { Backlog, CertificateEnd, Clocks, Heard, LinkWord, PairingWord, since } from './link-words';
import { Digest, Failure } from './parts';
import { OfferedKeys } from './offered-keys';
import { StandingActs } from './standing-acts';

const LINKS: readonly Column<LinkView>[] = [
  {
    name: 'col.partner',
    cell: (link) => (
      <>
        {link.partner}
        <p class="cell-more">
          {sideName(link.side)}
          {link.simulated && ` · ${t('exchange.simulated')}`}
        </p>
      </>
    ),
  },
  {
    name: 'col.link',
    wraps: true,
    cell: (link) => (
      <>
        <LinkWord link={link} />
        <p class="cell-more">{since(link)}</p>
      </>
    ),
  },
  { name: 'col.pairing', cell: (link) => <PairingWord link={link} /> },
  { name: 'col.clocks', cell: (link) => <Clocks link={link} /> },
  { name: 'col.heard', cell: (link) => <Heard link={link} /> },
  { name: 'col.waiting', cell: (link) => <Backlog link={link} /> },
  { name: 'col.certificate', cell: (link) => <CertificateEnd link={link} /> },
];
const ACTS: Column<LinkView> = {
  name: 'col.actions',
  cell: (link) => (
    <>
      <OfferedKeys link={link} />
      <StandingActs link={link} />
    </>
  ),
};

const missing = (log: LogView): number => log.size - log.receipt_size;

const LOGS: readonly Column<LogView>[] = [
  { name: 'col.log', cell: (log) => t(`log.${log.direction}`, { partner: log.partner }) },
  { name: 'col.entries', figures: true, cell: (log) => number(log.size) },
  { name: 'col.receipted', figures: true, cell: (log) => number(log.receipt_size) },
  {
    name: 'col.state',
    cell: (log) =>
      log.direction === 'received' ? (
        <StateWord tone="good">{t('log.kept-here')}</StateWord>
      ) : missing(log) === 0 ? (
        <StateWord tone="good">{t('log.all-receipted')}</StateWord>
      ) : (
        <StateWord tone="info">{t('log.missing', { count: number(missing(log)) })}</StateWord>
      ),
  },
  { name: 'col.receipt', cell: (log) => (log.direction === 'received' ? t('none') : <When at_ms={log.receipt_ms} />) },
  { name: 'col.root', cell: (log) => <Digest hex={log.root} /> },
  { name: 'col.origin-of-log', wraps: true, cell: (log) => <code class="origin">{log.origin}</code> },
];

/** How every link stands, and the heads of both logs over it. */
export function LinksSection() {
  const { answer, error } = usePolled<{ logs: LogView[] }>('/api/v1/logs', 2_000);
  return (
    <>
      <Table
        title={t('tables.links')}
        columns={may.keepPairings() ? [...LINKS, ACTS] : LINKS}
        rows={links.value}
        keyOf={(link) => link.partner}
        empty={t('exchange.no-partner')}
      />
      <Failure error={error} />
      {answer && (
        <Table
          title={t('exchange.logs')}
          columns={LOGS}
          rows={answer.logs}
          keyOf={(log) => log.origin}
          empty={t('exchange.no-logs')}
        >
          <p class="hint table-hint">{t('exchange.logs-hint')}</p>
        </Table>
      )}
    </>
  );
}
