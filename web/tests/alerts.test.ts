import { describe, expect, test } from 'vitest';
import { expectedCrossing, mayAcknowledge, mayReportOutcome, mergeAlerts, openFirst, pastOnes } from '../src/alerts/order';
import { alert } from './samples';

describe('merging', () => {
  test('takes over what the node says of a known alert', () => {
    const known = mergeAlerts(new Map(), [alert()]);
    const merged = mergeAlerts(known, [alert({ step: 'incursion' })]);
    expect([merged.size, merged.get('a1')?.step]).toEqual([1, 'incursion']);
  });
  test('never takes a step of its life back', () => {
    const known = mergeAlerts(new Map(), [alert({ times: { raised_ms: 1, shown_ms: 2, acknowledged_ms: 3 } })]);
    expect(mergeAlerts(known, [alert({ times: { raised_ms: 1 } })]).get('a1')?.times.acknowledged_ms).toBe(3);
  });
});

test('open alerts are ordered by severity, then the newest first; the others only by age', () => {
  const alerts = [
    alert({ alert: 'old warning', times: { raised_ms: 1 } }),
    alert({ alert: 'attention', step: 'attention', times: { raised_ms: 9 } }),
    alert({ alert: 'new warning', times: { raised_ms: 5 } }),
    alert({ alert: 'incursion', step: 'incursion', times: { raised_ms: 2 } }),
    alert({ alert: 'closed', state: 'closed', step: 'incursion', times: { raised_ms: 3 } }),
    alert({ alert: 'cleared', state: 'cleared', times: { raised_ms: 4 } }),
  ];
  expect(openFirst(alerts).map((a) => a.alert)).toEqual(['incursion', 'new warning', 'old warning', 'attention']);
  expect(pastOnes(alerts).map((a) => a.alert)).toEqual(['cleared', 'closed']);
});

test('a person acknowledges once, and only what came from the other side', () => {
  expect(mayAcknowledge(alert())).toBe(true);
  expect(mayAcknowledge(alert({ own: true }))).toBe(false);
  expect(mayAcknowledge(alert({ times: { acknowledged_ms: 2 } }))).toBe(false);
});

test('an outcome follows an acknowledgement, once', () => {
  expect(mayReportOutcome(alert())).toBe(false);
  expect(mayReportOutcome(alert({ times: { acknowledged_ms: 2 } }))).toBe(true);
  expect(mayReportOutcome(alert({ times: { acknowledged_ms: 2, outcome_ms: 3 } }))).toBe(false);
});

describe('the expected crossing', () => {
  test('counts from the instant that it was computed for', () => {
    const expected = expectedCrossing(alert({ at_ms: 10_000, time_to_cross_s: [5, 20, 60], times: { observed_ms: 0 } }));
    expect(expected).toEqual({ early_ms: 15_000, at_ms: 30_000, late_ms: 70_000 });
  });
  test('is not invented', () => expect(expectedCrossing(alert())).toBeNull());
});
