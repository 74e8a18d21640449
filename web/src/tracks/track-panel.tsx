import { useEffect, useRef } from 'preact/hooks';
import type { ContributionView, TailPoint, TrackView } from '../api/contract';
import { get } from '../api/http';
import { length, percent } from '../format/length';
import { span, timeOfDay } from '../format/time';
import { phrase } from '../alerts/words';
import { inLanguage, t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { alertOfId, wantedAlert } from '../state/alerts';
import { now_ms } from '../state/clock';
import { declarations, selectedTrack, tracks, tracksChanged, watchedGone, watchedTrack } from '../state/picture';
import { ClassBars, Fact, Group, hasHeight, MotionFacts, PositionFacts } from './facts';
import { IdentityShape } from './identity-shape';
import { LineDistance } from './line-words';
import { Outlook } from './outlook';

const close = () => {
  selectedTrack.value = null;
};

/** The tail from the node, for a track that was there before this page. */
async function loadTail(track: string): Promise<void> {
  const view = await get<{ tail?: TailPoint[] | null }>(`/api/v1/tracks/${encodeURIComponent(track)}`).catch(() => null);
  if (!view?.tail) return;
  tracks.seedTail(track, view.tail);
  tracksChanged();
}

/** All that is known of the selected track, and from where. */
export function TrackPanel() {
  const element = useRef<HTMLElement>(null);
  const name = selectedTrack.value;
  useEffect(() => {
    if (!name) return;
    void loadTail(name);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [name]);
  const track = watchedTrack.value;
  if (!name || !track || track.track !== name) return null;
  return (
    <aside ref={element} class="panel" aria-label={t('track.title', { track: name })} data-testid="track-panel">
      <PanelHead track={track} />
      <div class="panel-body" tabIndex={0} role="region" aria-label={t('track.title', { track: name })}>
        {watchedGone.value && <p class="note">{t('track.gone')}</p>}
        <Group title={t('track.line')}>
          <LineDistance track={track} />
        </Group>
        <Outlook track={track} />
        <Group title={t('track.classes')}>
          <ClassBars classes={track.classes} />
          <Reasons title={t('track.evidence')} numbers={track.evidence} />
        </Group>
        <Group title={t('track.motion')}>
          <MotionFacts velocity={track.velocity} />
        </Group>
        <Group title={t('track.position')}>
          <PositionFacts position={track.position} ellipse={track.ellipse_95} />
          {!hasHeight(track.position) && <p class="no-fact">{t('track.no-height')}</p>}
        </Group>
        <Provenance track={track} />
        <Conflicts track={track} />
        <IdentityFacts track={track} />
        <OriginFacts track={track} />
      </div>
    </aside>
  );
}

function PanelHead({ track }: { track: TrackView }) {
  const alert = track.alert ? alertOfId(track.alert) : undefined;
  return (
    <div class="panel-head">
      <IdentityShape
        identity={track.identity}
        partner={!track.own}
        coasting={track.status !== 'confirmed'}
        simulated={track.simulated}
      />
      <div>
        <h2>{track.track}</h2>
        <p>
          {[t(`identity.${track.identity}`), t(`status.${track.status}`), inLanguage(track.place)]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {alert && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              wantedAlert.value = alert.alert;
            }}
          >
            {t('track.show-alert', { number: alert.number })}
          </button>
        )}
      </div>
      <button type="button" class="icon-button is-small" aria-label={t('track.close')} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function Provenance({ track }: { track: TrackView }) {
  const nodes = track.nodes?.length ? track.nodes : [track.origin];
  return (
    <Group title={t('track.provenance')}>
      <ul class="chips">
        <li class={track.corroborated ? 'chip is-good' : 'chip is-weak'}>
          {t(track.corroborated ? 'track.corroborated' : 'track.not-corroborated')}
        </li>
        <li class={track.authenticated ? 'chip is-good' : 'chip is-weak'}>
          {t(track.authenticated ? 'track.authenticated' : 'track.not-authenticated')}
        </li>
        {(track.contributions?.length ?? 0) > 1 && <li class="chip is-good">{t('track.seen-by-both')}</li>}
        {track.emitter?.emergency && (
          <li class="chip is-bad">
            {t('track.emergency')}: {t(`track.emergency.${track.emitter.emergency}`)}
          </li>
        )}
        {track.simulated && <li class="chip is-simulated">{t('track.simulated')}</li>}
      </ul>
      <dl>
        {track.contributions?.length ? (
          track.contributions.map((one) => <Contribution key={`${one.origin}/${one.track}`} one={one} />)
        ) : (
          <>
            <Fact name={t('track.node')}>{`${nodes.join(', ')} (${t(track.own ? 'track.from-own' : 'track.from-partner')})`}</Fact>
            <Fact name={t('track.sensors')}>{sensorsOf(track.sensors)}</Fact>
          </>
        )}
        <Fact name={t('track.last-seen')}>{t('alert.age', { age: span(now_ms.value - track.last_seen_ms) })}</Fact>
        <Fact name={t('track.first-seen')}>{`${timeOfDay(track.first_seen_ms)} UTC`}</Fact>
        <Fact name={t('track.existence')}>{percent(track.existence)}</Fact>
      </dl>
    </Group>
  );
}

const sensorsOf = (sensors: readonly string[] | null | undefined): string =>
  sensors?.length ? sensors.join(', ') : t('track.no-sensors');

/** What one node says of an object that several see: its number there, by which sensors, how old, how exact. */
function Contribution({ one }: { one: ContributionView }) {
  const words = [
    `${t('track.number')} ${one.track}`,
    sensorsOf(one.sensors),
    one.error_95_m != null && `± ${length(one.error_95_m)}`,
    t('alert.age', { age: span(now_ms.value - one.at_ms) }),
  ];
  return (
    <Fact name={`${one.origin} (${t(one.own ? 'track.from-own' : 'track.from-partner')})`}>
      <span data-testid="contribution">{words.filter(Boolean).join(' · ')}</span>
    </Fact>
  );
}

/** Numbered reasons in the reader's language, strongest first. */
function Reasons({ title, numbers }: { title: string; numbers: TrackView['evidence'] }) {
  if (!numbers?.length) return null;
  return (
    <>
      <p class="no-fact">{title}</p>
      <ul class="reasons" data-testid="class-evidence">
        {numbers.map((number) => (
          <li key={number}>{phrase(number)}</li>
        ))}
      </ul>
    </>
  );
}

/** What a transmitter says of itself and does not fit. */
function Conflicts({ track }: { track: TrackView }) {
  if (!track.conflicts?.length) return null;
  return (
    <Group title={t('track.conflicts')}>
      <ul class="chips" data-testid="identity-conflicts">
        {track.conflicts.map((number) => (
          <li key={number} class="chip is-weak">
            {phrase(number)}
          </li>
        ))}
      </ul>
    </Group>
  );
}

function IdentityFacts({ track }: { track: TrackView }) {
  const { emitter } = track;
  const declaration = declarations.value.find(({ id }) => id === track.declared_by);
  if (!emitter && !track.declared_by) return null;
  return (
    <Group title={t('track.identity')}>
      <dl>
        <Fact name={t('track.declared-by')}>
          {track.declared_by && (declaration?.contact_desk ?? declaration?.origin ?? track.declared_by)}
        </Fact>
        <Fact name={t('track.serial')}>{emitter?.serial}</Fact>
        <Fact name={t('track.caa-id')}>{emitter?.caa_id}</Fact>
        <Fact name={t('track.callsign')}>{emitter?.callsign}</Fact>
        <Fact name={t('track.squawk')}>{emitter?.squawk}</Fact>
        <Fact name={t('track.emergency')}>{emitter?.emergency && t(`track.emergency.${emitter.emergency}`)}</Fact>
        <Fact name={t('track.session-id')}>{emitter?.session_id}</Fact>
        <Fact name={t('track.operator-id')}>{emitter?.operator_id}</Fact>
        <Fact name={t('track.radio')}>{emitter?.radio}</Fact>
        <Fact name={t('track.description')}>{emitter?.description}</Fact>
      </dl>
    </Group>
  );
}

function OriginFacts({ track }: { track: TrackView }) {
  const operator = track.emitter?.operator_position;
  return (
    <>
      {track.launch_position && (
        <Group title={t('track.launch')}>
          <PositionFacts position={track.launch_position} ellipse={track.launch_ellipse_95} />
        </Group>
      )}
      {operator && (
        <Group title={t('track.operator')}>
          <PositionFacts position={operator} />
        </Group>
      )}
    </>
  );
}
