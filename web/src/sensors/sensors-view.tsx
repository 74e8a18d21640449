import type { SensorHealthView, SensorView } from '../api/contract';
import { length, number } from '../format/length';
import { t } from '../i18n/i18n';
import { coverage, lostShare } from '../state/coverage';
import { sensors } from '../state/picture';
import { Table, type Column } from '../tables/table';

const signed = (value: number, digits: number): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;

/** Range, azimuth and elevation of a sensor, as far as it measures them. */
function axes(health: SensorHealthView | null | undefined, which: 'bias' | 'left') {
  if (!health) return t('none');
  const angle = (value: number | null | undefined) =>
    value == null ? null : `${which === 'bias' ? signed(value, 2) : value.toFixed(2)}°`;
  const range = health[`range_${which}_m`];
  const rows = [
    ['range', range == null ? null : `${which === 'bias' ? signed(range, 0) : range.toFixed(0)} m`],
    ['azimuth', angle(health[`azimuth_${which}_deg`])],
    ['elevation', angle(health[`elevation_${which}_deg`])],
  ] as const;
  const known = rows.filter(([, words]) => words !== null);
  return known.length === 0 ? t('none') : known.map(([axis, words]) => `${t(`sensors.axis.${axis}`)} ${words}`).join(', ');
}

const findings = (sensor: SensorView): string =>
  sensor.health?.findings.map((finding) => t(`finding.${finding}`)).join('; ') || t('finding.none');

const COLUMNS: readonly Column<SensorView>[] = [
  { name: 'col.sensor', cell: (sensor) => sensor.name ?? sensor.sensor },
  { name: 'col.kind', cell: (sensor) => t(`kind.${sensor.kind}`) },
  {
    name: 'col.status',
    cell: (sensor) => <span class={`feed-word feed-${sensor.status}`}>{t(`feed.${sensor.status}`)}</span>,
  },
  { name: 'col.finding', wraps: true, cell: findings },
  { name: 'col.bias', wraps: true, cell: (sensor) => axes(sensor.health, 'bias') },
  { name: 'col.left', wraps: true, cell: (sensor) => axes(sensor.health, 'left') },
  {
    name: 'col.noise',
    figures: true,
    cell: ({ health }) => (health ? t('sensors.noise', { factor: health.noise_factor.toFixed(1) }) : t('none')),
  },
  {
    name: 'col.clock',
    figures: true,
    cell: ({ health }) => (health ? `${signed(health.clock_offset_s, 2)} s` : t('none')),
  },
  { name: 'col.used', figures: true, cell: ({ health }) => (health ? number(health.used) : t('none')) },
  { name: 'col.not-used', figures: true, cell: ({ health }) => (health ? number(health.refused) : t('none')) },
];

function Coverage() {
  const view = coverage.value;
  const share = view ? lostShare(view) : 0;
  return (
    <section class="table-section" data-testid="coverage">
      <h2>{t('sensors.coverage')}</h2>
      {view && view.line_lost_m > 0 && (
        <p class="note is-warning" role="alert">
          {t('sensors.line-lost', { length: length(view.line_lost_m) })}
        </p>
      )}
      <p class="note">
        {!view || view.cells.length === 0
          ? t('sensors.coverage-none')
          : share === 0
            ? t('sensors.coverage-whole')
            : t('sensors.coverage-lost', { share: `${Math.ceil(100 * share)} %` })}
      </p>
    </section>
  );
}

/** How the sensors are, and where they look. */
export function SensorsView() {
  return (
    <div class="tables" id="content" role="region" aria-label={t('sensors.label')} tabIndex={0} data-testid="sensors">
      <h1 class="visually-hidden">{t('pages.sensors')}</h1>
      <p class="note">{t('sensors.lead')}</p>
      <Table title={t('sensors.title')} columns={COLUMNS} rows={sensors.value} keyOf={(sensor) => sensor.sensor} />
      <Coverage />
    </div>
  );
}
