/** The shapes on the wire, by the names the house gives them. */

export type Id = string;
export type Language = 'ar' | 'en';
export type Role = 'agent' | 'qa' | 'branch' | 'supervisor' | 'admin';
export type Mood = 'angry' | 'frustrated' | 'lost' | 'neutral' | 'satisfied' | 'sad';
export type Speaker = 'caller' | 'agent' | 'machine';
/** Milliseconds of the call's sound. */
export type Span = { start: number; end: number };

export type Me = { name: string; display_name: string; role: Role; csrf: string; agent: boolean; language?: Language | null };

export type EvidenceSource = 'words' | 'behaviour' | 'voice' | 'agent';
export type Evidence = { source: EvidenceSource; mood: Mood; weight: number; what: string; span: Span };
export type MoodReading = {
  span: Span;
  label: Mood;
  confidence: number;
  scores: Record<Mood, number>;
  arousal: number | null;
  valence: number | null;
  evidence: Evidence[];
};
export type IntentGuess = { intent: string | null; confidence: number; alternatives: { intent: string; confidence: number }[] };
export type ScorePart = { name: string; value: number };
export type OfferReasons = { score: number; parts: ScorePart[]; runners_up: [string, number][]; eligible: number; waited_ms: number };
export type HandoverCause =
  | 'flow' | 'asked' | 'mood' | 'emergency' | 'silence' | 'not_understood' | 'limit' | 'abuse' | 'agent_lost' | 'fault';
export type NotReadyReason = 'break' | 'prayer' | 'meal' | 'meeting' | 'back_office' | 'no_answer' | 'declined' | 'other';

export type AgentStateName = 'signed_out' | 'ready' | 'not_ready' | 'ringing' | 'talking' | 'wrap_up';
export type CallPhase = 'ringing' | 'talking' | 'held' | 'lost' | 'consulting' | 'conference' | 'wrap_up';
export type Care = { hard_minutes: number; hard_calls: number; abuse: number; rest_offered: boolean };
export type OtherParty = { name: string; state: 'ringing' | 'talking' };
export type DeskCall = {
  id: Id;
  phase: CallPhase;
  queue: string | null;
  began_ms: number;
  ring_until_ms: number | null;
  bridged_ms: number | null;
  held_since_ms: number | null;
  recording: boolean;
  other: OtherParty | null;
  handover: HandoverCause | null;
  intent: IntentGuess | null;
  mood: MoodReading | null;
  mood_line: MoodReading[];
  waited_ms: number;
  reasons: OfferReasons | null;
  language: Language | null;
  number: string | null;
};
/** Everything an agent's desk shows of now. */
export type DeskNow = {
  agent: string;
  display_name: string;
  state: AgentStateName;
  reason: NotReadyReason | null;
  since_ms: number | null;
  wrap_up_until_ms: number | null;
  phone: boolean;
  flow: boolean;
  call: DeskCall | null;
  care: Care;
};

export type Word = { text: string; span: Span; confidence: number };
export type Utterance = {
  id: Id;
  speaker: Speaker;
  span: Span;
  language: Language;
  text: string;
  confidence: number;
  words: Word[];
  matched: { phrase: string; confidence: number } | null;
};
export type Partial = { id: Id; speaker: Speaker; span: Span; text: string };

export type LastStep = 'listen' | 'apologise' | 'solve' | 'thank';
export type RailStep = {
  step: LastStep;
  state: 'not_yet' | 'heard' | 'done';
  evidence: { utterance: Id; span: Span; at: number; words: string; phrase: string } | null;
  overruled: { agent: string; at: number; done: boolean } | null;
};
/** The rail, and how the talk is shared; `agent_share_pct` is `null` before anybody spoke. */
export type Rail = { steps: RailStep[]; agent_ms: number; caller_ms: number; agent_share_pct: number | null; interruptions: number };

export type Customer = {
  id: Id;
  name: string | null;
  numbers: string[];
  city: string | null;
  language: Language | null;
  occasion: string | null;
};
export type Contact = {
  channel: 'phone' | 'branch';
  at: number;
  call: Id | null;
  branch: string | null;
  intent: string | null;
  mood_first: Mood | null;
  mood_last: Mood | null;
  summary: string | null;
};
export type PromiseState = 'suggested' | 'open' | 'kept' | 'partly_kept' | 'broken';
export type PromiseKeeper = 'phone' | 'branch';
export type Promised = {
  id: Id;
  what: string;
  keeper: PromiseKeeper;
  due: number | null;
  branch: string | null;
  state: PromiseState;
  utterance?: Id | null;
};
export type Person = { customer: Customer | null; number: string | null; contacts: Contact[]; promises: Promised[] };
export type Outcome = 'solved' | 'promised' | 'sent_on' | 'not_solved' | 'no_talk';
export type IntentName = { id: string; name: { ar: string; en: string } };
export type DirectoryEntry =
  | { kind: 'agent'; target: string; name: string; state: AgentStateName }
  | { kind: 'queue'; target: string; name: string; free_agents: number; waiting: number; wait: WaitRange | null };
export type WaitRange = { p50_ms: number; p80_ms: number };
export type AgentDay = { calls: number; talk_ms: number; hard_calls: number; abuse: number; thanks: number; thank_you: string | null };

/** A line of a call's timeline; only what the pages read of it is spelled out. */
export type TimelineEntry = { call: Id; seq: number; at: number; media_at: number; event: CallEvent };
export type CallEvent =
  | { type: 'heard'; utterance: Utterance }
  | { type: 'mood'; reading: MoodReading }
  | { type: 'intent'; guess: IntentGuess }
  | { type: 'noted'; agent: string; text: string }
  | { type: 'mood_corrected'; agent: string; mood: Mood; span: Span }
  | { type: 'intent_corrected'; agent: string; intent: string | null }
  | { type: 'step_marked'; agent: string; step: LastStep; done: boolean }
  | { type: 'promise_made'; agent: string; promise: Omit<Promised, 'state'> }
  | { type: 'promise_withdrawn'; agent: string; promise: Id }
  | { type: OtherEvent };
type OtherEvent =
  | 'arrived' | 'answered' | 'leg_added' | 'leg_ended' | 'prompt_started' | 'prompt_ended' | 'key' | 'speech_started'
  | 'heard_later' | 'language_picked' | 'flow_entered' | 'machine_answered' | 'handed_over' | 'queued' | 'overflowed'
  | 'no_one_available' | 'offered' | 'offer_ended' | 'bridged' | 'unbridged' | 'held' | 'resumed' | 'transferred'
  | 'line_lost' | 'line_back' | 'consulting' | 'joined' | 'abuse_reported' | 'wrapped_up' | 'caller_felt'
  | 'recording_started' | 'recording_failed' | 'callback_promised' | 'quality' | 'ended';

export type Support = {
  name: { ar: string; en: string };
  phone: string | null;
  uri: string;
  open: boolean;
  wait: WaitRange | null;
};
export type GuestNow = {
  phase: 'new' | 'machine' | 'waiting' | 'ringing' | 'talking' | 'ended';
  position: number | null;
  wait: WaitRange | null;
  agent: string | null;
  promised: boolean;
};
