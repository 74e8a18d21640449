import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import type { TrackView } from '../api/contract';
import { direction, percent } from '../format/length';
import { gridReference } from '../format/mgrs';
import { span } from '../format/time';
import { t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { alertOfId } from '../state/alerts';
import { now_ms } from '../state/clock';
import { wantRows } from '../state/live';
import { selectedTrack, trackRows } from '../state/picture';
import { IdentityShape } from '../tracks/identity-shape';
import { lineWords } from '../tracks/line-words';
import { Table, type Column } from './table';

const PER_PAGE = 50;
const page = signal(0);

/** Alerts first, then nearest to the line. */
function inOrder(rows: readonly TrackView[]): TrackView[] {
  const rank = (row: TrackView) => (row.alert ? 0 : 1e9) + Math.abs(row.distance_to_line_m ?? 1e8);
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.track.localeCompare(b.track));
}

function likeliest(row: TrackView): string {
  const best = [...(row.classes ?? [])].sort((a, b) => b.probability - a.probability)[0];
  return best ? `${t(`class.${best.object_class}`)} ${percent(best.probability)}` : t('none');
}

const COLUMNS: readonly Column<TrackView>[] = [
  {
    name: 'col.track',
    cell: (row) => (
      <button
        type="button"
        class="link-button"
        aria-label={t('alert.show-track', { track: row.track })}
        onClick={() => {
          selectedTrack.value = row.track;
        }}
      >
        {row.track}
      </button>
    ),
  },
  {
    name: 'col.identity',
    cell: (row) => (
      <span class="with-shape">
        <IdentityShape
          identity={row.identity}
          partner={!row.own}
          coasting={row.status !== 'confirmed'}
          simulated={row.simulated}
        />
        {t(`identity.${row.identity}`)}
      </span>
    ),
  },
  { name: 'col.class', cell: likeliest },
  { name: 'col.status', cell: (row) => t(`status.${row.status}`) },
  { name: 'col.line', cell: lineWords },
  {
    name: 'col.speed',
    figures: true,
    cell: (row) => (row.velocity ? `${row.velocity.speed_mps.toFixed(1)} m/s` : t('none')),
  },
  {
    name: 'col.course',
    figures: true,
    cell: (row) => (row.velocity?.track_deg != null ? direction(row.velocity.track_deg) : t('none')),
  },
  { name: 'col.mgrs', cell: (row) => gridReference(row.position.lat_deg, row.position.lon_deg) },
  {
    name: 'col.source',
    cell: (row) =>
      [...(row.nodes?.length ? row.nodes : [row.origin]), ...(row.sensors ?? []), row.simulated && t('track.simulated')].filter(Boolean).join(' · '),
  },
  { name: 'col.age', figures: true, cell: (row) => span(now_ms.value - row.last_seen_ms) },
  { name: 'col.alert', cell: (row) => (row.alert ? (alertOfId(row.alert)?.number ?? t('none')) : t('none')) },
];

/** All tracks, fifty at a time. */
export function TracksTable() {
  useEffect(() => {
    wantRows(true);
    return () => wantRows(false);
  }, []);
  const rows = inOrder(trackRows.value);
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
  const current = Math.min(page.value, pages - 1);
  return (
    <Table
      title={t('tables.tracks')}
      columns={COLUMNS}
      rows={rows.slice(current * PER_PAGE, (current + 1) * PER_PAGE)}
      keyOf={(row) => row.track}
      rowClass={(row) => (selectedTrack.value === row.track ? 'is-selected' : '')}
    >
      {pages > 1 && <Pager current={current} pages={pages} />}
    </Table>
  );
}

function Pager({ current, pages }: { current: number; pages: number }) {
  const go = (to: number) => () => {
    page.value = Math.max(0, Math.min(pages - 1, to));
  };
  return (
    <div class="pager">
      <button type="button" class="icon-button" aria-label={t('tables.previous')} onClick={go(current - 1)}>
        <Icon name="left" />
      </button>
      <span>{t('tables.page', { page: current + 1, pages })}</span>
      <button type="button" class="icon-button" aria-label={t('tables.next')} onClick={go(current + 1)}>
        <Icon name="right" />
      </button>
    </div>
  );
}
