/** What the interface says of the exchange: logs, recalls, the meter, decisions, verification, rehearsal, the desk. */
import type { Bilingual } from './contract';

export interface LogView {
  partner: string;
  direction: 'sent' | 'received';
  origin: string;
  size: number;
  root: string;
  receipt_size: number;
  receipt_ms: number | null;
}

export const RECALL_REASONS = ['recalled', 'corrected', 'authority-withdrawn', 'pairing-ended'] as const;
export type RecallReason = (typeof RECALL_REASONS)[number];
export type Unreachable = 'exports' | 'prints' | 'outbound-feeds' | 'backups' | 'screens';
export type RecallState = 'waiting' | 'sent' | 'erasing' | 'receipted';

export interface RecallView {
  partner: string;
  recall: number | null;
  about: string;
  reason: RecallReason;
  person: string | null;
  asked_ms: number;
  receipted_ms: number | null;
  state: RecallState;
  entries: number;
  erased: number[];
  held: number[];
  withdrawn: number;
  onward: string[];
  confirmed: string[];
  unreachable: Unreachable[];
}

export interface WithdrawnView {
  record: string;
  kind: string;
  origin: string;
  at_ms: number;
  reason: string;
}

export interface RecallsView {
  asked: RecallView[];
  received: RecallView[];
  withdrawn: WithdrawnView[];
}

export interface TopicFigures {
  entries: number;
  objects: number;
  share_ms: { median: number; p95: number };
}

export interface LogMeter {
  origin: string;
  size: number;
  root: string;
  topics: Record<string, TopicFigures>;
  acknowledged: number;
  controls: Record<string, number>;
  empty: { expired: number; recalled: number; lost: number };
}

export interface PartnerMeter {
  partner: string;
  shared: { logs: LogMeter[] };
  withheld: Record<string, number>;
}

export interface DecisionView {
  at_ms: number;
  partner: string;
  record: string;
  object: string;
  released: boolean;
  rules: string[];
  reasons: string[];
  policy: string;
  count: number;
  way_out: string;
}

export interface ExplainedView {
  decision: 'release' | 'hold' | 'review' | 'withhold';
  reasons: { code: string; en: string; es: string }[];
  rules: { id: string; effect: string; line: number; reason_en: string; reason_es: string }[];
  demands: { obligation: string; value: string; rule: string }[];
  values: Record<string, string | number | boolean | null>;
  policy: [string, string];
}

export interface HoldView {
  record: string;
  reason: string;
  authority: string;
  person: string;
  at_ms: number;
  ended_ms: number | null;
  ended_by: string | null;
}

export interface HoldsView {
  holds: HoldView[];
  erased: number;
}

/** An error or a finding in both languages. */
export interface Told {
  code: string;
  message_es: string;
  message_en: string;
  remedy_es: string;
  remedy_en: string;
}

export interface RunView {
  person: string;
  started_ms: number;
  finished_ms: number | null;
  about: string;
  done: number;
  total: number;
  refusal: Told | null;
  failed: boolean;
}

export interface CheckedView {
  origin: string;
  size: number;
  findings: (Told & { index: number | null; part: string })[];
}

export interface VerificationView {
  run: RunView | null;
  logs: CheckedView[];
}

export interface ChangeView {
  partner: string;
  kind: string;
  change: 'released' | 'withheld' | 'changed';
  reason: string;
  count: number;
  examples: string[];
}

export interface MixedView {
  partner: string;
  object: string | null;
  coarsen_m: number[];
}

export interface RehearsalView {
  run: RunView | null;
  policy: string | null;
  records: number | null;
  changes: ChangeView[];
  mixed: MixedView[];
}

export interface PolicyView {
  name: string;
  version: string;
  text: string;
}

export interface ReasonsView {
  version: string;
  reasons: Record<string, Bilingual>;
}

export type ReleaseClass =
  | 'public'
  | 'position'
  | 'operator-position'
  | 'motion'
  | 'identity'
  | 'person'
  | 'source-and-method'
  | 'text'
  | 'file';

export interface FieldView {
  name: string;
  value: string | number | boolean | null;
  release_class: ReleaseClass;
}

export interface VoiceView {
  person: string;
  at_ms: number;
  purpose: string;
  authority: string;
}

export interface WaitingView {
  partner: string;
  record: string;
  kind: string;
  object: string;
  sha256: string;
  size: number;
  fields: FieldView[];
  rules: string[];
  policy: string;
  since_ms: number;
  voices: VoiceView[];
  purposes: string[];
  authorities: string[];
  written_by_reader: boolean;
}
