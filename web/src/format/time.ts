/** Both El Paso and Ciudad Juárez keep this zone's time. */
export const LOCAL_ZONE = 'America/Denver';

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** Time of day in a zone, HH:MM:SS on 24 hours in both languages. */
export const timeOfDay = (at_ms: number, zone = 'UTC'): string => clockOf(zone).format(at_ms);

/** Time of day with tenths, for the steps of an alert that follow each other within a second. */
export const timeWithTenths = (at_ms: number, zone = 'UTC'): string =>
  `${timeOfDay(at_ms, zone)}.${Math.floor((((at_ms % 1000) + 1000) % 1000) / 100)}`;

/** A span as a person says it: `8 s`, `2 min 05 s`, `1 h 12 min`. Negative spans, from clocks that disagree, are 0. */
export function span(duration_ms: number): string {
  const seconds = Math.max(0, Math.floor(duration_ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${pad(Math.floor(seconds / 60) % 60)} min`;
}

/** A countdown, M:SS. */
export function countdown(duration_ms: number): string {
  const seconds = Math.max(0, Math.ceil(duration_ms / 1000));
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

/** A short delay between two steps: `+0.4 s`, `+75 s`. */
export function delay(duration_ms: number): string {
  const seconds = Math.max(0, duration_ms) / 1000;
  return `+${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** Milliseconds of a round trip; whole numbers, tenths only below ten. */
export const roundTrip = (duration_ms: number): string =>
  `${duration_ms < 10 ? duration_ms.toFixed(1) : Math.round(duration_ms)} ms`;

const pad = (value: number): string => String(value).padStart(2, '0');
