import type { HoldsView, HoldView } from '../api/exchange';
import { post } from '../api/http';
import { ask } from '../acts/act';
import { When } from '../format/when';
import { t } from '../i18n/i18n';
import { StateWord } from '../shell/state-word';
import { usePolled } from '../state/polled';
import { Table, type Column } from '../tables/table';
import { Failure } from './parts';

const Fields = () => (
  <>
    <label>
      {t('col.record')}
      <input name="record" required maxLength={64} autocomplete="off" spellcheck={false} />
    </label>
    <label>
      {t('hold.reason')}
      <input name="reason" required minLength={3} maxLength={500} autocomplete="off" />
    </label>
    <label>
      {t('hold.authority')}
      <input name="authority" required minLength={3} maxLength={500} autocomplete="off" />
    </label>
  </>
);

/** Keep a record from being erased. */
function askHold(done: () => void): void {
  ask({
    title: t('hold.title'),
    consequences: [t('hold.1'), t('hold.2')],
    confirm: t('hold.confirm'),
    again: true,
    fields: () => <Fields />,
    run: async (form) => {
      const [record, reason, authority] = ['record', 'reason', 'authority'].map((name) => String(form.get(name)).trim());
      await post<HoldsView>('/api/v1/holds', { record, reason, authority });
      done();
      return t('hold.done', { record: record ?? '' });
    },
  });
}

/** Keep it no longer. */
function askLetGo(hold: HoldView, done: () => void): void {
  ask({
    title: t('hold.end.title'),
    consequences: [t('hold.end.1', { record: hold.record }), t('hold.end.2')],
    confirm: t('hold.end.confirm'),
    again: true,
    run: async () => {
      const { erased } = await post<HoldsView>('/api/v1/holds/release', { record: hold.record });
      done();
      return t('hold.end.done', { count: erased });
    },
  });
}

const columns = (reload: () => void): readonly Column<HoldView>[] => [
  { name: 'col.record', cell: (hold) => <code>{hold.record}</code> },
  {
    name: 'col.why',
    wraps: true,
    cell: (hold) => (
      <>
        {hold.reason}
        <p class="cell-more">{hold.authority}</p>
      </>
    ),
  },
  {
    name: 'col.asked',
    cell: (hold) => (
      <>
        <When at_ms={hold.at_ms} />
        <p class="cell-more">{t('run.by', { person: hold.person })}</p>
      </>
    ),
  },
  {
    name: 'col.state',
    cell: (hold) =>
      hold.ended_ms === null ? (
        <>
          <StateWord tone="warn">{t('hold.state.held')}</StateWord>
          <button type="button" class="quiet-button" onClick={() => askLetGo(hold, reload)}>
            {t('hold.end', { record: hold.record })}…
          </button>
        </>
      ) : (
        <>
          <StateWord tone="info">{t('hold.state.ended')}</StateWord>
          <div class="cell-more">
            <When at_ms={hold.ended_ms} />
          </div>
        </>
      ),
  },
];

/** Legal holds: what is kept although its originator recalled it or its time is over. */
export function HoldsSection() {
  const { answer, error, reload } = usePolled<HoldsView>('/api/v1/holds', 5_000);
  return (
    <>
      <div class="section-acts">
        <button type="button" class="primary-button" onClick={() => askHold(reload)}>
          {t('hold.open')}…
        </button>
      </div>
      <Failure error={error} />
      {answer && (
        <Table
          title={t('sections.holds')}
          columns={columns(reload)}
          rows={answer.holds}
          keyOf={(hold) => `${hold.record} ${hold.at_ms}`}
          empty={t('hold.none')}
        />
      )}
    </>
  );
}
