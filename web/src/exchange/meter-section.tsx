import type { LogMeter, PartnerMeter } from '../api/exchange';
import { number } from '../format/length';
import { span } from '../format/time';
import { t } from '../i18n/i18n';
import { desk } from '../state/session';
import { usePolled } from '../state/polled';
import { reasonText } from '../state/reasons';
import { Table, type Column } from '../tables/table';
import { Digest, Failure, wordOf } from './parts';

interface Row {
  topic: string;
  log: LogMeter;
}

/** A time to share: milliseconds while that says more than seconds. */
const shareTime = (value_ms: number): string => (Math.abs(value_ms) < 1000 ? `${number(value_ms)} ms` : span(value_ms));

const TOPICS: readonly Column<Row>[] = [
  { name: 'col.kind', cell: ({ topic }) => wordOf('record-kind', topic) },
  { name: 'col.objects', figures: true, cell: ({ topic, log }) => number(log.topics[topic]?.objects ?? 0) },
  { name: 'col.entries', figures: true, cell: ({ topic, log }) => number(log.topics[topic]?.entries ?? 0) },
  { name: 'col.median', figures: true, cell: ({ topic, log }) => shareTime(log.topics[topic]?.share_ms.median ?? 0) },
  { name: 'col.p95', figures: true, cell: ({ topic, log }) => shareTime(log.topics[topic]?.share_ms.p95 ?? 0) },
];

const WITHHELD: readonly Column<[string, number]>[] = [
  { name: 'col.why', wraps: true, cell: ([word]) => reasonText(word) },
  { name: 'col.rule', cell: ([word]) => <code>{word}</code> },
  { name: 'col.count', figures: true, cell: ([, count]) => number(count) },
];

const isOurs = (log: LogMeter): boolean => log.origin.startsWith(`${desk()?.node}/`);

function Direction({ log, partner }: { log: LogMeter; partner: string }) {
  const { expired, recalled, lost } = log.empty;
  const rows = Object.keys(log.topics).sort().map((topic) => ({ topic, log }));
  return (
    <Table
      title={t(isOurs(log) ? 'meter.sent' : 'meter.received', { partner })}
      columns={TOPICS}
      rows={rows}
      keyOf={({ topic }) => topic}
      empty={t('meter.nothing')}
    >
      <p class="hint table-hint">
        {t('meter.rest', {
          acknowledged: number(log.acknowledged),
          expired: number(expired),
          recalled: number(recalled),
          lost: number(lost),
          size: number(log.size),
        })}{' '}
        <Digest hex={hexOf(log.root)} />
      </p>
    </Table>
  );
}

/** Hexadecimal of a hash in base64, so that it reads as on every other page. */
const hexOf = (base64: string): string =>
  [...atob(base64)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');

/** What was shared in both directions, and beside it what only this side knows: what was withheld, and why. */
export function MeterSection() {
  const { answer, error } = usePolled<{ meters: PartnerMeter[] }>('/api/v1/meter', 5_000);
  return (
    <>
      <p class="hint">{t('meter.hint')}</p>
      <Failure error={error} />
      {answer?.meters.length === 0 && <p class="rail-empty">{t('exchange.no-partner')}</p>}
      {answer?.meters.map(({ partner, shared, withheld }) => (
        <div key={partner} class="meter">
          {[...shared.logs].sort((a, b) => Number(isOurs(b)) - Number(isOurs(a))).map((log) => (
            <Direction key={log.origin} log={log} partner={partner} />
          ))}
          <Table
            title={t('meter.withheld', { partner })}
            columns={WITHHELD}
            rows={Object.entries(withheld).sort((a, b) => b[1] - a[1])}
            keyOf={([word]) => word}
            empty={t('meter.nothing-withheld')}
          >
            <p class="hint table-hint">{t('meter.withheld-hint')}</p>
          </Table>
        </div>
      ))}
    </>
  );
}
