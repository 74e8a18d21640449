import type { AlertStep, AlertView } from '../api/contract';
import { LIFE_STEPS } from '../api/contract';

const SEVERITY: Record<AlertStep, number> = { incursion: 2, warning: 1, attention: 0 };

const raised_ms = (alert: AlertView): number => alert.times.raised_ms ?? alert.times.observed_ms ?? 0;

/** How many steps of its life an alert has behind it. A later view of the same alert never has fewer. */
const progress = (alert: AlertView): number =>
  LIFE_STEPS.filter((step) => alert.times[`${step}_ms`] != null).length + (alert.state === 'open' ? 0 : 1);

/** What is known after some alerts were said again. A view that knows less of the life, as after a race, loses. */
export function mergeAlerts(
  known: ReadonlyMap<string, AlertView>,
  said: readonly AlertView[],
): ReadonlyMap<string, AlertView> {
  const merged = new Map(known);
  for (const alert of said) {
    const before = merged.get(alert.alert);
    if (!before || progress(alert) >= progress(before)) merged.set(alert.alert, alert);
  }
  return merged;
}

/** Open alerts: incursions before warnings before attention, and the newest first within each. */
export const openFirst = (alerts: readonly AlertView[]): AlertView[] =>
  alerts
    .filter((alert) => alert.state === 'open')
    .sort((a, b) => SEVERITY[b.step] - SEVERITY[a.step] || raised_ms(b) - raised_ms(a));

/** Cleared and closed alerts, the newest first. */
export const pastOnes = (alerts: readonly AlertView[]): AlertView[] =>
  alerts.filter((alert) => alert.state !== 'open').sort((a, b) => raised_ms(b) - raised_ms(a));

/** A person of this node may acknowledge what the other side sent; attention stays with its own node. */
export const mayAcknowledge = (alert: AlertView): boolean => !alert.own && alert.times.acknowledged_ms == null;

export const mayReportOutcome = (alert: AlertView): boolean =>
  !alert.own && alert.times.acknowledged_ms != null && alert.times.outcome_ms == null;

export const unacknowledged = (alerts: readonly AlertView[]): AlertView[] => alerts.filter(mayAcknowledge);

/** When the crossing is expected, and its 5 and 95 % bounds, as instants. */
export function expectedCrossing(alert: AlertView): { early_ms: number; at_ms: number; late_ms: number } | null {
  const from_ms = alert.at_ms ?? alert.times.observed_ms ?? alert.times.raised_ms;
  if (!alert.time_to_cross_s || from_ms == null) return null;
  const [early_s, median_s, late_s] = alert.time_to_cross_s;
  return { early_ms: from_ms + early_s * 1000, at_ms: from_ms + median_s * 1000, late_ms: from_ms + late_s * 1000 };
}
