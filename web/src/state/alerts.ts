import { computed, signal } from '@preact/signals';
import type { AlertView, Verdict } from '../api/contract';
import { post } from '../api/http';
import { mergeAlerts, openFirst, pastOnes, unacknowledged } from '../alerts/order';

const byId = signal<ReadonlyMap<string, AlertView>>(new Map());

/** Open alerts, the severest and newest first. */
export const openAlerts = computed(() => openFirst([...byId.value.values()]));
/** Cleared and closed ones, newest first. */
export const pastAlerts = computed(() => pastOnes([...byId.value.values()]));
/** Alerts that wait for a person here. */
export const waitingCount = computed(() => unacknowledged(openAlerts.value).length);

export const alertOfId = (id: string): AlertView | undefined => byId.value.get(id);

/** The alert that a link on the page asked to see. */
export const wantedAlert = signal<string | null>(null);

/** Take over alerts as the node says them now. */
export function receiveAlerts(alerts: readonly AlertView[]): void {
  byId.value = mergeAlerts(byId.value, alerts);
}

/** Its originator has withdrawn it, or its time is over: nothing of it is shown on. */
export function withdrawAlert(alert: string): void {
  const rest = new Map(byId.value);
  rest.delete(alert);
  byId.value = rest;
}

export function forgetAlerts(): void {
  byId.value = new Map();
}

/** This person acknowledges. Throws `ApiError` when another desk was first. */
export async function acknowledge(alert: string): Promise<void> {
  receiveAlerts([await post<AlertView>(`/api/v1/alerts/${encodeURIComponent(alert)}/acknowledge`)]);
}

/** This person says what it was. Throws `ApiError`. */
export async function reportOutcome(alert: string, verdict: Verdict, remarks: string): Promise<void> {
  const body = remarks.trim() ? { verdict, remarks: remarks.trim() } : { verdict };
  receiveAlerts([await post<AlertView>(`/api/v1/alerts/${encodeURIComponent(alert)}/outcome`, body)]);
}
