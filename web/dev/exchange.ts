/** What the made-up node says of its exchange. */
import type { DecisionView, ExplainedView, RecallView } from '../src/api/exchange';

export const RECALLS: RecallView[] = [
  {
    partner: 'mx.sedena',
    recall: 41,
    about: '',
    reason: 'recalled',
    person: null,
    asked_ms: 0,
    receipted_ms: null,
    state: 'receipted',
    entries: 1,
    erased: [12],
    held: [],
    withdrawn: 0,
    onward: [],
    confirmed: [],
    unreachable: ['screens'],
  },
];

export const DECISIONS: DecisionView[] = [
  {
    at_ms: 0,
    partner: 'mx.sedena',
    record: '01JDC3N8V0T4W6Y8Z0A2B4C6D8',
    object: 'note:01JDC3N8V0T4W6Y8Z0A2B4C6D8',
    released: false,
    rules: [],
    reasons: ['text-class'],
    policy: '0f',
    count: 1,
    way_out: 'link',
  },
];

export const EXPLAINED: ExplainedView = {
  decision: 'withhold',
  reasons: [{ code: 'text-class', en: 'It holds free text, which leaves only by two persons.', es: 'Contiene texto libre; sale solo si dos personas lo autorizan.' }],
  rules: [{ id: 'phrase', effect: 'permit', line: 200, reason_en: 'Notes made of numbered phrases are shared.', reason_es: 'Se comparten las notas hechas con frases numeradas.' }],
  demands: [{ obligation: 'caveat', value: 'originator-controlled', rule: 'phrase' }],
  values: { kind: 'note', phrased: true, distance_to_line_m: null },
  policy: ['policy.cedar', '0f'],
};
