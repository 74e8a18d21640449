import type { RecallsView, RecallState, RecallView, WithdrawnView } from '../api/exchange';
import { number } from '../format/length';
import { When } from '../format/when';
import { t } from '../i18n/i18n';
import { StateWord, type Tone } from '../shell/state-word';
import { links } from '../state/picture';
import { may } from '../state/place';
import { usePolled } from '../state/polled';
import { Table, type Column } from '../tables/table';
import { askConsent } from './consent-act';
import { Failure, wordOf } from './parts';
import { askRecall, askRecallAll } from './recall-acts';

const TONE: Record<RecallState, Tone> = { waiting: 'warn', sent: 'info', erasing: 'info', receipted: 'good' };

function aboutWords(recall: RecallView): string {
  const [word = '', ...rest] = recall.about.split(':');
  if (recall.about === 'everything') return t('recall.about.everything');
  return recall.about === '' ? t('recall.about.partner', { at: recall.recall ?? 0 }) : `${wordOf('recall.about', word)} ${rest.join(':')}`;
}

const About: Column<RecallView> = {
  name: 'col.about',
  cell: (recall) => (
    <>
      <span class="about">{aboutWords(recall)}</span>
      <p class="cell-more">{t(`recall.reason.${recall.reason}`)}</p>
    </>
  ),
};
const Asked: Column<RecallView> = {
  name: 'col.asked',
  cell: (recall) => (
    <>
      <When at_ms={recall.asked_ms} />
      {recall.person && <p class="cell-more">{t('run.by', { person: recall.person })}</p>}
    </>
  ),
};
const Outcome: readonly Column<RecallView>[] = [
  { name: 'col.entries', figures: true, cell: (recall) => number(recall.entries) },
  { name: 'col.erased', figures: true, cell: (recall) => number(recall.erased.length) },
  {
    name: 'col.kept',
    cell: (recall) =>
      recall.held.length === 0 ? t('none') : <StateWord tone="warn">{t('recall.held', { count: recall.held.length })}</StateWord>,
  },
  {
    name: 'col.went-too',
    wraps: true,
    cell: (recall) => (
      <>
        {t('recall.derived', { count: recall.withdrawn })}
        {recall.onward.length > 0 && (
          <p class="cell-more">
            {t('recall.onward', { nodes: recall.onward.join(', '), confirmed: recall.confirmed.length, of: recall.onward.length })}
          </p>
        )}
      </>
    ),
  },
  {
    name: 'col.unreachable',
    wraps: true,
    cell: (recall) =>
      recall.unreachable.length === 0 ? (
        t('none')
      ) : (
        <StateWord tone="warn">{recall.unreachable.map((kind) => t(`recall.unreachable.${kind}`)).join(', ')}</StateWord>
      ),
  },
];

const state = (name: 'asked' | 'received'): Column<RecallView> => ({
  name: 'col.state',
  cell: (recall) => (
    <>
      <StateWord tone={TONE[recall.state]}>{t(`recall.state.${recall.state}`)}</StateWord>
      {name === 'asked' && recall.receipted_ms !== null && (
        <div class="cell-more">
          <When at_ms={recall.receipted_ms} />
        </div>
      )}
    </>
  ),
});
const Partner: Column<RecallView> = { name: 'col.partner', cell: (recall) => recall.partner };

const WITHDRAWN: readonly Column<WithdrawnView>[] = [
  { name: 'col.record', cell: (gone) => <code>{gone.record}</code> },
  { name: 'col.kind', cell: (gone) => wordOf('record-kind', gone.kind) },
  { name: 'col.origin', cell: (gone) => gone.origin },
  { name: 'col.gone', cell: (gone) => <When at_ms={gone.at_ms} /> },
  { name: 'col.why', cell: (gone) => wordOf('recall.reason', gone.reason) },
];

const keyOf = (recall: RecallView) => `${recall.partner} ${recall.recall} ${recall.about} ${recall.asked_ms}`;

/** Recalls asked for here and by partners, what became of them, and the records that are gone. */
export function RecallsSection() {
  const { answer, error, reload } = usePolled<RecallsView>('/api/v1/recalls', 1_000);
  return (
    <>
      {may.recall() && (
        <div class="section-acts">
          <button type="button" class="primary-button" onClick={() => askRecall(reload)}>
            {t('recall.open')}…
          </button>
          <button type="button" class="secondary-button" onClick={askConsent}>
            {t('consent.open')}…
          </button>
          {links.value.map(({ partner }) => (
            <button key={partner} type="button" class="quiet-button is-danger" onClick={() => askRecallAll(partner, reload)}>
              {t('recall.all.open', { partner })}…
            </button>
          ))}
        </div>
      )}
      <Failure error={error} />
      {answer && (
        <>
          <Table
            title={t('recall.asked')}
            columns={[About, Partner, Asked, state('asked'), ...Outcome]}
            rows={answer.asked}
            keyOf={keyOf}
            empty={t('recall.none-asked')}
          />
          <Table
            title={t('recall.received')}
            columns={[About, Partner, Asked, state('received'), ...Outcome]}
            rows={answer.received}
            keyOf={keyOf}
            empty={t('recall.none-received')}
          />
          <Table
            title={t('recall.withdrawn')}
            columns={WITHDRAWN}
            rows={answer.withdrawn}
            keyOf={(gone) => gone.record}
            empty={t('recall.none-withdrawn')}
          />
        </>
      )}
    </>
  );
}
