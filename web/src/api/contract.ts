/**
 * What a node's console interface says, version 1. Field names are those of the shared vocabulary; times are
 * milliseconds UTC; angles are degrees clockwise from true north; an absent field was not given.
 */

export type Identity = 'own' | 'declared' | 'unknown' | 'suspect';
export type TrackStatus = 'confirmed' | 'coasting' | 'lost';
export type ObjectClass = 'multirotor' | 'fixed-wing' | 'crewed' | 'bird' | 'balloon' | 'ground' | 'other';
export type AlertStep = 'attention' | 'warning' | 'incursion';
export type AlertState = 'open' | 'cleared' | 'closed' | 'withdrawn';
export type FeedStatus = 'ok' | 'degraded' | 'silent' | 'down';
export type LinkState = 'connected' | 'connecting' | 'stopped' | 'unconfirmed';
export type PairingState = 'invited' | 'accepted' | 'active' | 'suspended' | 'ending' | 'ended';
export type SensorKind = 'radar' | 'bearing' | 'position' | 'other';
export type KernelsState = 'warming' | 'ready';

/** The agreed words for what an alert turned out to be, in the order in which a desk chooses. */
export const VERDICTS = [
  'confirmed-drone',
  'attack',
  'declared-flight',
  'crewed-aircraft',
  'bird',
  'balloon',
  'lost',
  'false',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Maybe<T> = T | null | undefined;

export interface Position {
  lat_deg: number;
  lon_deg: number;
  altitude_hae_m?: Maybe<number>;
  altitude_msl_m?: Maybe<number>;
  altitude_baro_m?: Maybe<number>;
  height_agl_m?: Maybe<number>;
  error_95_m?: Maybe<number>;
}

export interface Velocity {
  speed_mps: number;
  track_deg?: Maybe<number>;
  climb_mps?: Maybe<number>;
}

export interface Ellipse {
  semi_major_m: number;
  semi_minor_m: number;
  azimuth_deg: number;
}

export interface ClassProbability {
  object_class: ObjectClass;
  probability: number;
}

export type Emergency =
  | 'general'
  | 'medical'
  | 'minimum-fuel'
  | 'radio-failure'
  | 'unlawful-interference'
  | 'downed';

export interface Emitter {
  serial?: Maybe<string>;
  caa_id?: Maybe<string>;
  session_id?: Maybe<string>;
  operator_id?: Maybe<string>;
  operator_position?: Maybe<Position>;
  address?: Maybe<string>;
  radio?: Maybe<string>;
  ua_type?: Maybe<string>;
  description?: Maybe<string>;
  callsign?: Maybe<string>;
  squawk?: Maybe<string>;
  emergency?: Maybe<Emergency>;
}

/** A text that the node holds in both languages. */
export interface Bilingual {
  es: string;
  en: string;
}

/** longitude, latitude, milliseconds UTC */
export type TailPoint = [number, number, number];

/** What one node says of an object; a partner's sensors are tokens. */
export interface ContributionView {
  origin: string;
  track: string;
  own: boolean;
  at_ms: number;
  sensors?: Maybe<string[]>;
  error_95_m?: Maybe<number>;
}

export interface TrackView {
  /** Where several nodes see the object: its system number, equal on all sides. */
  track: string;
  origin: string;
  own: boolean;
  identity: Identity;
  status: TrackStatus;
  existence: number;
  at_ms: number;
  first_seen_ms: number;
  last_seen_ms: number;
  position: Position;
  ellipse_95?: Maybe<Ellipse>;
  velocity?: Maybe<Velocity>;
  classes?: Maybe<ClassProbability[]>;
  distance_to_line_m?: Maybe<number>;
  distance_error_95_m?: Maybe<number>;
  corroborated: boolean;
  authenticated: boolean;
  simulated: boolean;
  declared_by?: Maybe<string>;
  nodes?: Maybe<string[]>;
  sensors?: Maybe<string[]>;
  emitter?: Maybe<Emitter>;
  launch_position?: Maybe<Position>;
  launch_ellipse_95?: Maybe<Ellipse>;
  /** How far the track can be relied on, A best. */
  quality?: Maybe<'A' | 'B' | 'C' | 'D'>;
  /** Number of the phrase that says what the watch thinks of it. */
  reason?: Maybe<number>;
  /** Probability of crossing the line within 60 s. */
  p_cross?: Maybe<number>;
  /** 5, 50 and 95 % quantiles of the time to the crossing, from `at_ms` on. */
  time_to_cross_s?: Maybe<[number, number, number]>;
  crossing_position?: Maybe<Position>;
  alert?: Maybe<string>;
  place?: Maybe<Bilingual>;
  tail?: Maybe<TailPoint[]>;
  /** Numbers of the phrases that speak for the most probable class, strongest first. */
  evidence?: Maybe<number[]>;
  /** Numbers of the phrases that say what its transmitter claims and does not fit. */
  conflicts?: Maybe<number[]>;
  /** Who sees the object, the own side first; absent where one node alone does. */
  contributions?: Maybe<ContributionView[]>;
}

export interface SensorView {
  sensor: string;
  /** What people call it. */
  name?: Maybe<string>;
  gateway: string;
  kind: SensorKind;
  position?: Maybe<Position>;
  max_range_m?: Maybe<number>;
  status: FeedStatus;
  last_seen_ms?: Maybe<number>;
  authenticated: boolean;
  simulated: boolean;
  health?: Maybe<SensorHealthView>;
}

export type Finding = 'registered' | 'beyond-limit' | 'clock-out' | 'noisy' | 'interference' | 'disputed';

/** What the picture found out about a sensor; azimuths clockwise. */
export interface SensorHealthView {
  findings: Finding[];
  noise_factor: number;
  clock_offset_s: number;
  used: number;
  refused: number;
  late: number;
  at_ms: number;
  range_bias_m?: Maybe<number>;
  range_left_m?: Maybe<number>;
  azimuth_bias_deg?: Maybe<number>;
  azimuth_left_deg?: Maybe<number>;
  elevation_bias_deg?: Maybe<number>;
  elevation_left_deg?: Maybe<number>;
}

/** Latitude, longitude, lowest height seen [m]; null: nobody looks here any more. */
export type CoverageCell = [lat_deg: number, lon_deg: number, lowest_m: number | null];

export interface CoverageView {
  cell_m: number;
  cells: CoverageCell[];
  line_lost_m: number;
}

export interface DeclarationView {
  id: string;
  origin: string;
  own: boolean;
  area: { ring: [number, number][] };
  starts_ms: number;
  ends_ms: number;
  contact_desk?: Maybe<string>;
  simulated: boolean;
}

/** The steps of an alert's life, in order. */
export const LIFE_STEPS = ['raised', 'released', 'delivered', 'shown', 'acknowledged', 'outcome'] as const;
export type LifeStep = (typeof LIFE_STEPS)[number];
export type AlertTimes = { [step in `${LifeStep | 'observed'}_ms`]?: Maybe<number> };

export interface AlertView {
  alert: string;
  number: string;
  origin: string;
  own: boolean;
  step: AlertStep;
  state: AlertState;
  reason: number;
  asks: number;
  track: string;
  identity: Identity;
  classes?: Maybe<ClassProbability[]>;
  position?: Maybe<Position>;
  velocity?: Maybe<Velocity>;
  p_cross?: Maybe<number>;
  time_to_cross_s?: Maybe<[number, number, number]>;
  /** The instant that position, chance and time to cross are for; the time of observation where it is absent. */
  at_ms?: Maybe<number>;
  crossing_position?: Maybe<Position>;
  launch_position?: Maybe<Position>;
  operator_position?: Maybe<Position>;
  corroborated: boolean;
  authenticated: boolean;
  simulated: boolean;
  place?: Maybe<Bilingual>;
  times: AlertTimes;
  acknowledged_by?: Maybe<string>;
  verdict?: Maybe<Verdict>;
  outcome_by?: Maybe<string>;
}

export interface LinkView {
  partner: string;
  side: string;
  state: LinkState;
  pairing: PairingState;
  /** Where the pairing stands at the partner, as it said. */
  partner_pairing?: Maybe<'active' | 'suspended' | 'ending' | 'done'>;
  since_ms?: Maybe<number>;
  last_receipt_ms?: Maybe<number>;
  round_trip_ms?: Maybe<number>;
  /** The partner's clock minus the node's. */
  clock_offset_ms?: Maybe<number>;
  clock_skewed?: boolean;
  last_heartbeat_ms?: Maybe<number>;
  heartbeat_overdue?: boolean;
  certificate_ends_ms?: Maybe<number>;
  sent_size?: Maybe<number>;
  received_size?: Maybe<number>;
  behind?: Maybe<number>;
  shared?: Maybe<number>;
  withheld?: Maybe<Record<string, number>>;
  held?: Maybe<number>;
  simulated: boolean;
  /** New keys of the partner wait for an administrator who compares digits. */
  keys_offered?: boolean;
  problem?: Maybe<{ code: string; message_es: string; message_en: string }>;
}

export interface FeedView {
  gateway: string;
  sensor: string;
  /** What people call it. */
  name?: Maybe<string>;
  status: FeedStatus;
  last_seen_ms?: Maybe<number>;
  accepted: number;
  refused: number;
  authenticated: boolean;
  simulated: boolean;
  marked: boolean;
}

export interface PictureView {
  at_ms: number;
  tracks: TrackView[];
  sensors: SensorView[];
  declarations: DeclarationView[];
}

/** What everyone may know before signing in. */
export interface NodeView {
  signed_in: boolean;
  node: string;
  side: string;
  simulated: boolean;
  version: string;
}

/** What a signed-in desk knows of itself. */
export interface SessionView extends NodeView {
  name: string;
  desk: string;
  roles: string[];
  csrf: string;
  /** A new password takes the present one; absent where none is asked for. */
  present_needed?: boolean;
  /** Until when acts that take signing in again may be done; absent when that is due. */
  again_until_ms?: Maybe<number>;
}

export type Phrases = Record<string, Bilingual>;

/** One message of the live stream, from the node. */
export type LiveMessage =
  | { type: 'tracks'; at_ms: number; tracks: TrackView[]; gone: string[] }
  | { type: 'alert'; cursor: number; alert: AlertView }
  | { type: 'alert-withdrawn'; cursor: number; alert: string }
  | { type: 'links'; links: LinkView[] }
  | { type: 'sensors'; sensors: SensorView[] }
  | { type: 'feeds'; feeds: FeedView[] }
  | { type: 'declarations'; declarations: DeclarationView[] }
  | { type: 'kernels'; state: KernelsState };

/** The node closes the stream with this code once the session has ended or lost its role. */
export const CLOSED_SIGNED_OUT = 4401;
