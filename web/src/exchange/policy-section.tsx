import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeView, MixedView, PolicyView, RehearsalView } from '../api/exchange';
import { get, post } from '../api/http';
import { number } from '../format/length';
import { t } from '../i18n/i18n';
import { StateWord, type Tone } from '../shell/state-word';
import { links } from '../state/picture';
import { usePolled } from '../state/polled';
import { loadReasons, reasonText } from '../state/reasons';
import { Table, type Column } from '../tables/table';
import { Digest, Failure, RunState, wordOf } from './parts';

const HOUR_S = 3600;
const SPANS: readonly (readonly ['1h' | '1d' | '7d' | '31d', number])[] = [
  ['1h', HOUR_S],
  ['1d', 24 * HOUR_S],
  ['7d', 7 * 24 * HOUR_S],
  ['31d', 31 * 24 * HOUR_S],
];
const TONE: Record<ChangeView['change'], Tone> = { released: 'warn', withheld: 'info', changed: 'quiet' };

/** A reason or an obligation in words, where somebody has given it some, and by its name. */
function Why({ word }: { word: string }) {
  const text = wordOf('obligation', word) === word ? reasonText(word) : wordOf('obligation', word);
  return (
    <p>
      {text !== word && `${text} `}
      <code>{word}</code>
    </p>
  );
}

const CHANGES: readonly Column<ChangeView>[] = [
  {
    name: 'col.change',
    cell: (change) => <StateWord tone={TONE[change.change]}>{t(`rehearse.${change.change}`)}</StateWord>,
  },
  { name: 'col.count', figures: true, cell: (change) => number(change.count) },
  { name: 'col.kind', cell: (change) => wordOf('record-kind', change.kind) },
  { name: 'col.partner', cell: (change) => change.partner },
  {
    name: 'col.why',
    wraps: true,
    cell: (change) =>
      change.reason.split(', ').map((word) => (
        <Why key={word} word={word} />
      )),
  },
  {
    name: 'col.examples',
    cell: (change) =>
      change.examples.length === 0
        ? t('none')
        : change.examples.map((record) => (
            <p key={record}>
              <code>{record}</code>
            </p>
          )),
  },
];

const MIXED: readonly Column<MixedView>[] = [
  { name: 'col.partner', cell: (mixed) => mixed.partner },
  { name: 'col.about', cell: (mixed) => mixed.object ?? t('rehearse.hidden-object') },
  {
    name: 'col.exactness',
    cell: (mixed) => mixed.coarsen_m.map((cell_m) => (cell_m === 0 ? t('rehearse.exact') : `${number(cell_m)} m`)).join(' · '),
  },
];

function Result({ answer }: { answer: RehearsalView }) {
  return (
    <>
      <Table
        title={t('rehearse.changes')}
        columns={CHANGES}
        rows={answer.changes}
        keyOf={(change) => `${change.partner} ${change.kind} ${change.change} ${change.reason}`}
        empty={t('rehearse.no-change', { count: number(answer.records ?? 0) })}
      />
      {answer.mixed.length > 0 && (
        <Table
          title={t('rehearse.mixed')}
          columns={MIXED}
          rows={answer.mixed}
          keyOf={(mixed) => `${mixed.partner} ${mixed.object} ${mixed.coarsen_m.join()}`}
        >
          <p class="hint table-hint">{t('rehearse.mixed-hint')}</p>
        </Table>
      )}
    </>
  );
}

/** The policy in force, to be changed in the field and rehearsed over what this node has; nothing leaves by it. */
export function PolicySection() {
  const form = useRef<HTMLFormElement>(null);
  const [policy, setPolicy] = useState<PolicyView | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const { answer, error, reload } = usePolled<RehearsalView>('/api/v1/rehearsal', isRunning ? 300 : 3_000);
  const run = answer?.run ?? null;
  const running = run !== null && run.finished_ms === null;
  if (running !== isRunning) setRunning(running);
  useEffect(() => {
    void loadReasons().catch(() => {});
    get<PolicyView>('/api/v1/policy').then(setPolicy, setRefused);
  }, []);
  const start = async (event: Event) => {
    event.preventDefault();
    if (!form.current) return;
    const typed = new FormData(form.current);
    const partner = String(typed.get('partner') ?? '');
    const body = { text: typed.get('text'), since_s: Number(typed.get('since_s')), ...(partner && { partner }) };
    setRefused(null);
    try {
      await post('/api/v1/rehearsal', body);
    } catch (why) {
      setRefused(why);
    }
    reload();
  };
  return (
    <>
      <p class="hint">{t('rehearse.hint')}</p>
      {policy && (
        <form ref={form} class="rehearse" onSubmit={(event) => void start(event)}>
          <label>
            <span>
              {t('rehearse.text')} <span class="cell-more">{policy.name}</span> <Digest hex={policy.version} />
            </span>
            <textarea name="text" rows={16} spellcheck={false} required maxLength={48_000} defaultValue={policy.text} />
          </label>
          <div class="filters">
            <label>
              {t('rehearse.since')}
              <select name="since_s">
                {SPANS.map(([word, seconds]) => (
                  <option key={word} value={seconds} selected={word === '7d'}>
                    {t(`rehearse.since.${word}`)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t('col.partner')}
              <select name="partner">
                <option value="">{t('rehearse.every-partner')}</option>
                {links.value.map(({ partner }) => (
                  <option key={partner} value={partner}>
                    {partner}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" class="primary-button" disabled={running}>
              {t('rehearse.start')}
            </button>
          </div>
        </form>
      )}
      <Failure error={refused ?? error} />
      {run && <RunState run={run} said={t('rehearse.done', { count: number(answer?.records ?? 0) })} />}
      {answer && run?.finished_ms != null && !run.failed && !run.refusal && <Result answer={answer} />}
    </>
  );
}
