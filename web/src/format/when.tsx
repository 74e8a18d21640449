import { t } from '../i18n/i18n';
import { now_ms } from '../state/clock';
import { LOCAL_ZONE, span, timeOfDay } from './time';

const DAY_MS = 86_400_000;
const days = new Map<string, Intl.DateTimeFormat>();

/** The day in a zone, YYYY-MM-DD in both languages. */
export function dayOf(at_ms: number, zone = 'UTC'): string {
  let day = days.get(zone);
  if (!day) {
    day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    days.set(zone, day);
  }
  return day.format(at_ms);
}

/** How long ago, in the largest unit that says enough. */
export function ago(at_ms: number): string {
  const past_ms = now_ms.value - at_ms;
  const age = past_ms < DAY_MS ? span(past_ms) : t('when.days', { days: Math.floor(past_ms / DAY_MS) });
  return t('alert.age', { age });
}

/** An instant in UTC and local time, with its age; the day is said unless it is today. */
export function When({ at_ms }: { at_ms: number | null | undefined }) {
  if (at_ms == null) return <span>{t('none')}</span>;
  const isToday = dayOf(at_ms) === dayOf(now_ms.value);
  return (
    <span class="when">
      <time dateTime={new Date(at_ms).toISOString()}>
        {!isToday && `${dayOf(at_ms)} `}
        {timeOfDay(at_ms)} UTC
      </time>
      <span class="when-more">
        {timeOfDay(at_ms, LOCAL_ZONE)} {t('when.local')} · {ago(at_ms)}
      </span>
    </span>
  );
}
