import { useEffect } from 'preact/hooks';
import type { VoiceView, WaitingView } from '../api/exchange';
import { Failure, wordOf } from '../exchange/parts';
import { number } from '../format/length';
import { ago, When } from '../format/when';
import { t } from '../i18n/i18n';
import { StateWord } from '../shell/state-word';
import { address, deskItem } from '../state/place';
import { loadReasons, reasonText } from '../state/reasons';
import { waiting, waitingError } from '../state/release';
import { desk } from '../state/session';
import { Table, type Column } from '../tables/table';
import { FieldList } from './field-list';
import { askApproval, askRefusal } from './release-acts';

const placeOf = (item: WaitingView) => address('release', item.partner, item.record);

const Voices = ({ item }: { item: WaitingView }) => (
  <StateWord tone={item.voices.length === 0 ? 'quiet' : 'info'} icon={item.voices.length === 0 ? 'person' : 'check'}>
    {t('release.voices', { count: item.voices.length })}
  </StateWord>
);

const COLUMNS: readonly Column<WaitingView>[] = [
  {
    name: 'col.kind',
    cell: (item) => (
      <a class="item-link" href={placeOf(item)}>
        {wordOf('record-kind', item.kind)}
      </a>
    ),
  },
  { name: 'col.to', cell: (item) => item.partner },
  { name: 'col.waits', cell: (item) => ago(item.since_ms) },
  { name: 'col.approvals', cell: (item) => <Voices item={item} /> },
];

const VOICES: readonly Column<VoiceView>[] = [
  { name: 'col.person', cell: (voice) => voice.person },
  { name: 'col.when', cell: (voice) => <When at_ms={voice.at_ms} /> },
  { name: 'release.purpose', cell: (voice) => wordOf('purpose', voice.purpose) },
  { name: 'release.authority', cell: (voice) => voice.authority },
];

/** SHA-256 in groups that two people can read to each other. */
const Hash = ({ hex }: { hex: string }) => (
  <code class="hash" data-testid="sha256">
    {(hex.match(/.{8}/g) ?? []).map((group) => (
      <span key={group}>{group} </span>
    ))}
  </code>
);

/** Why this person may not decide on this; null when they may. */
function hindrance(item: WaitingView): string | null {
  const here = desk();
  if (here?.roles.includes('administrator')) return t('release.not-administrators');
  if (item.written_by_reader) return t('release.not-authors');
  if (item.voices.some((voice) => voice.person === here?.name)) return t('release.said-already');
  return null;
}

function Detail({ item }: { item: WaitingView }) {
  const why = hindrance(item);
  const mayRefuse = why === null || item.voices.some((voice) => voice.person === desk()?.name);
  return (
    <article class="desk-detail" aria-labelledby="desk-title" data-testid="desk-detail">
      <header>
        <h2 id="desk-title">{t('release.title', { kind: wordOf('record-kind', item.kind), partner: item.partner })}</h2>
        <div class="row-acts">
          <button type="button" class="primary-button" disabled={why !== null} onClick={() => askApproval(item)}>
            {t('release.approve')}…
          </button>
          <button type="button" class="secondary-button" disabled={!mayRefuse} onClick={() => askRefusal(item)}>
            {t('release.refuse')}…
          </button>
        </div>
      </header>
      {why && (
        <p class="note" role="status">
          {why}
        </p>
      )}
      <dl class="facts-grid">
        <dt>SHA-256</dt>
        <dd>
          <Hash hex={item.sha256} />
          <span class="cell-more">{t('release.bytes', { count: number(item.size) })}</span>
        </dd>
        <dt>{t('col.record')}</dt>
        <dd>
          <code>{item.record}</code>
        </dd>
        <dt>{t('release.since')}</dt>
        <dd>
          <When at_ms={item.since_ms} />
        </dd>
        <dt>{t('release.permitted')}</dt>
        <dd>
          {item.rules.map((rule) => (
            <p key={rule}>
              {reasonText(rule)} <code>{rule}</code>
            </p>
          ))}
        </dd>
      </dl>
      <Table
        title={t('release.approvals')}
        columns={VOICES}
        rows={item.voices}
        keyOf={(voice) => voice.person}
        empty={t('release.no-voice')}
      />
      <FieldList item={item} />
    </article>
  );
}

/** What waits for two persons, and exactly what would leave. */
export function ReleaseView() {
  useEffect(() => {
    void loadReasons().catch(() => {});
  }, []);
  const items = waiting.value;
  const place = deskItem.value;
  const named = items?.find((item) => item.partner === place?.partner && item.record === place.record);
  const shown = named ?? (place ? undefined : items?.[0]);
  return (
    <div class="desk-page" data-testid="release-desk">
      <section class="desk-list" aria-label={t('pages.release')} id="content" tabIndex={-1}>
        <Failure error={waitingError.value} />
        {items && (
          <Table
            title={t('release.waiting')}
            columns={COLUMNS}
            rows={items}
            keyOf={(item) => `${item.partner} ${item.record}`}
            rowClass={(item) => (item === shown ? 'is-selected' : '')}
            empty={t('release.none')}
          >
            <p class="hint table-hint">{t('release.hint')}</p>
          </Table>
        )}
      </section>
      <div class="desk-stage" role="region" aria-label={t('release.detail')} tabIndex={0}>
        {shown ? (
          <Detail key={`${shown.partner} ${shown.record}`} item={shown} />
        ) : (
          items && <p class="rail-empty">{t(place ? 'release.gone' : 'release.nothing-chosen')}</p>
        )}
      </div>
    </div>
  );
}
