import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DecisionView } from '../api/exchange';
import { number } from '../format/length';
import { When } from '../format/when';
import { t } from '../i18n/i18n';
import { StateWord } from '../shell/state-word';
import { links } from '../state/picture';
import { usePolled } from '../state/polled';
import { loadReasons, reasonText, reasonWords } from '../state/reasons';
import { Table, type Column } from '../tables/table';
import { showExplanation } from './explanation';
import { Failure, wordOf } from './parts';

interface Filter {
  record: string;
  partner: string;
  reason: string;
  released: string;
}

const NO_FILTER: Filter = { record: '', partner: '', reason: '', released: '' };
const filter = signal<Filter>(NO_FILTER);
/** `before` of each page up to the one shown; the first has none. */
const pages = signal<readonly number[]>([]);

function pathOf(wanted: Filter, before: number | undefined): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, value as string);
  if (before !== undefined) query.set('before', String(before));
  return `/api/v1/decisions?${query}`;
}

const failure = signal<unknown>(null);

function explain(made: DecisionView): void {
  failure.value = null;
  showExplanation(made).catch((error: unknown) => void (failure.value = error));
}

const COLUMNS: readonly Column<DecisionView>[] = [
  { name: 'col.decided', cell: (made) => <When at_ms={made.at_ms} /> },
  { name: 'col.partner', cell: (made) => made.partner },
  {
    name: 'col.fate',
    cell: (made) => (
      <StateWord tone={made.released ? 'good' : 'warn'} icon={made.released ? 'check' : 'minus'}>
        {t(made.released ? 'decision.released' : 'decision.withheld')}
      </StateWord>
    ),
  },
  {
    name: 'col.why',
    wraps: true,
    cell: (made) =>
      (made.released ? made.rules : made.reasons).map((word) => (
        <p key={word}>
          {reasonText(word)} {reasonText(word) !== word && <code>{word}</code>}
        </p>
      )),
  },
  {
    name: 'col.about',
    wraps: true,
    cell: (made) => (
      <>
        <span class="about">{made.object}</span>
        {made.record && (
          <p class="cell-more">
            <code>{made.record}</code>{' '}
            <button type="button" class="quiet-button" onClick={() => explain(made)}>
              {t('explain.open', { record: made.record })}
            </button>
          </p>
        )}
      </>
    ),
  },
  { name: 'col.way', cell: (made) => wordOf('way', made.way_out) },
  { name: 'col.count', figures: true, cell: (made) => number(made.count) },
];

function Choice({ name, label, options }: { name: keyof Filter; label: string; options: readonly (readonly [string, string])[] }) {
  return (
    <label>
      {label}
      <select
        value={filter.value[name]}
        onChange={(event) => {
          pages.value = [];
          filter.value = { ...filter.value, [name]: event.currentTarget.value };
        }}
      >
        <option value="">{t('decision.any')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Filters() {
  const reasons = reasonWords().map((word) => [word, `${word} · ${reasonText(word)}`] as const);
  const fates = [
    ['true', t('decision.released')],
    ['false', t('decision.withheld')],
  ] as const;
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement).get('record');
    pages.value = [];
    filter.value = { ...filter.value, record: String(typed ?? '').trim() };
  };
  return (
    <form class="filters" onSubmit={submit}>
      <label>
        {t('decision.record')}
        <input name="record" maxLength={64} autocomplete="off" spellcheck={false} value={filter.value.record} />
      </label>
      <Choice name="reason" label={t('decision.reason')} options={reasons} />
      <Choice name="partner" label={t('col.partner')} options={links.value.map(({ partner }) => [partner, partner] as const)} />
      <Choice name="released" label={t('col.fate')} options={fates} />
      <button type="submit" class="secondary-button">
        {t('decision.show')}
      </button>
    </form>
  );
}

/** The own decision log: what left and what did not, by which rule; known on this side only. */
export function DecisionsSection() {
  useEffect(() => {
    void loadReasons().catch(() => {});
  }, []);
  const before = pages.value.at(-1);
  const { answer, error } = usePolled<{ decisions: DecisionView[]; next: number | null }>(pathOf(filter.value, before), 5_000);
  const next = answer?.next ?? null;
  return (
    <>
      <p class="hint">{t('decision.hint')}</p>
      <Filters />
      <Failure error={error ?? failure.value} />
      {answer && (
        <Table
          title={t('sections.decisions')}
          columns={COLUMNS}
          rows={answer.decisions}
          keyOf={(made) => `${made.at_ms} ${made.partner} ${made.object} ${made.reasons.join()} ${made.released}`}
          empty={t(next === null ? 'decision.none' : 'decision.none-here')}
        >
          {(before !== undefined || next !== null) && (
            <div class="pager">
              {before !== undefined && (
                <button type="button" class="secondary-button" onClick={() => void (pages.value = pages.value.slice(0, -1))}>
                  {t('decision.newer')}
                </button>
              )}
              {next !== null && (
                <button type="button" class="secondary-button" onClick={() => void (pages.value = [...pages.value, next])}>
                  {t('decision.older')}
                </button>
              )}
            </div>
          )}
        </Table>
      )}
    </>
  );
}
