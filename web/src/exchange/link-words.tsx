import type { LinkView } from '../api/contract';
import { number } from '../format/length';
import { LOCAL_ZONE, roundTrip, timeOfDay } from '../format/time';
import { ago, dayOf } from '../format/when';
import { language, t } from '../i18n/i18n';
import type { IconName } from '../shell/icon';
import { StateWord, type Tone } from '../shell/state-word';
import { now_ms } from '../state/clock';

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;
const URGENT_DAYS = 7;

const daysLeft = (at_ms: number): number => Math.floor((at_ms - now_ms.value) / DAY_MS);

/** Whether somebody should look at this link. */
export const amiss = (link: LinkView): boolean =>
  link.pairing !== 'ended' &&
  (link.state !== 'connected' ||
    link.pairing === 'suspended' ||
    link.clock_skewed === true ||
    link.keys_offered === true ||
    link.heartbeat_overdue === true ||
    (link.certificate_ends_ms != null && daysLeft(link.certificate_ends_ms) < WARN_DAYS));

const LINK_TONE: Record<LinkView['state'], [Tone, IconName]> = {
  connected: ['good', 'link'],
  unconfirmed: ['warn', 'waiting'],
  connecting: ['warn', 'waiting'],
  stopped: ['bad', 'broken'],
};

/** State of the link, with what stopped it. */
export function LinkWord({ link }: { link: LinkView }) {
  const [tone, icon] = link.pairing === 'ended' ? (['quiet', 'minus'] as const) : LINK_TONE[link.state];
  const problem = link.problem?.[language.value === 'es' ? 'message_es' : 'message_en'];
  return (
    <>
      <StateWord tone={tone} icon={icon}>
        {t(`link.${link.state}`)}
      </StateWord>
      {problem && <p class="refusal">{problem}</p>}
      {link.keys_offered && <p class="cell-more">{t('keys.offered')}</p>}
    </>
  );
}

/** Where the pairing stands here, and at the partner where that differs. */
export function PairingWord({ link }: { link: LinkView }) {
  const tone: Tone = link.pairing === 'active' ? 'good' : link.pairing === 'ended' ? 'quiet' : 'warn';
  const theirs = link.partner_pairing;
  return (
    <>
      <StateWord tone={tone}>{t(`pairing.${link.pairing}`)}</StateWord>
      {theirs && theirs !== 'active' && theirs !== link.pairing && (
        <p class="cell-more">{t('pairing.theirs', { state: t(`pairing.theirs.${theirs}`) })}</p>
      )}
    </>
  );
}

/** Both clocks side by side and how far they are apart. */
export function Clocks({ link }: { link: LinkView }) {
  if (link.clock_offset_ms == null) return <span>{t('none')}</span>;
  const seconds = link.clock_offset_ms / 1000;
  const apart = `${seconds < 0 ? '−' : '+'}${number(Math.abs(seconds), Math.abs(seconds) < 10 ? 2 : 0)} s`;
  return (
    <>
      <StateWord tone={link.clock_skewed ? 'bad' : 'good'} icon={link.clock_skewed ? 'alert' : 'check'}>
        {link.clock_skewed ? t('exchange.skewed', { apart }) : apart}
      </StateWord>
      <p class="cell-more">
        {t('exchange.clocks', {
          ours: timeOfDay(now_ms.value),
          theirs: timeOfDay(now_ms.value + link.clock_offset_ms),
        })}
      </p>
    </>
  );
}

/** When the partner's last heartbeat and receipt came. */
export function Heard({ link }: { link: LinkView }) {
  const beat = link.last_heartbeat_ms;
  return (
    <>
      <StateWord
        tone={link.heartbeat_overdue ? 'bad' : beat == null ? 'quiet' : 'good'}
        icon={link.heartbeat_overdue ? 'alert' : beat == null ? 'minus' : 'check'}
      >
        {link.heartbeat_overdue
          ? t('exchange.heartbeat-overdue')
          : beat == null
            ? t('exchange.heartbeat-none')
            : t('exchange.heartbeat', { age: ago(beat) })}
      </StateWord>
      <p class="cell-more">
        {link.last_receipt_ms == null ? t('exchange.receipt-none') : t('exchange.receipt', { age: ago(link.last_receipt_ms) })}
      </p>
    </>
  );
}

/** What has not left, or is not confirmed yet. */
export const Backlog = ({ link }: { link: LinkView }) => (
  <>
    <StateWord tone={link.behind ? 'info' : 'good'}>
      {link.behind ? t('exchange.behind', { count: number(link.behind) }) : t('exchange.no-behind')}
    </StateWord>
    <p class="cell-more">{t('exchange.held', { count: number(link.held ?? 0) })}</p>
  </>
);

/** When the first certificate of the link ends. */
export function CertificateEnd({ link }: { link: LinkView }) {
  const end = link.certificate_ends_ms;
  if (end == null) return <span>{t('none')}</span>;
  const days = daysLeft(end);
  const tone: Tone = days < URGENT_DAYS ? 'bad' : days < WARN_DAYS ? 'warn' : 'good';
  return (
    <>
      <StateWord tone={tone} icon={tone === 'good' ? 'check' : 'alert'}>
        {days < 0 ? t('exchange.certificate-ended') : t('exchange.certificate-days', { days: number(days) })}
      </StateWord>
      <p class="cell-more">
        {dayOf(end)} {timeOfDay(end).slice(0, 5)} UTC · {timeOfDay(end, LOCAL_ZONE).slice(0, 5)} {t('when.local')}
      </p>
    </>
  );
}

/** How far away the partner is, and since when the link has been as it is. */
export const since = (link: LinkView): string =>
  [
    link.state === 'connected' && link.round_trip_ms != null && roundTrip(link.round_trip_ms),
    link.since_ms != null &&
      t('exchange.since', { day: dayOf(link.since_ms).slice(5), time: timeOfDay(link.since_ms).slice(0, 5) }),
  ]
    .filter(Boolean)
    .join(' · ');
