/** What the review reads of a call, by the names the house gives. */
import type { CallMood, HandoverCause, Id, IntentGuess, Language, LastStep, Mood, MoodReading, OfferReasons, Outcome, PromiseState, Span, Speaker, Utterance } from '$lib/api/wire';
import type { SheetState } from './reviews';

export const HANGUPS = ['by_caller', 'by_agent', 'served', 'abandoned', 'gave_up', 'cancelled', 'callback_promised', 'failed', 'interrupted'] as const;
export type Hangup = (typeof HANGUPS)[number];
export type OfferEnd = 'accepted' | 'refused' | 'caller_gone' | 'withdrawn';

/** One line of the list, and the head of one call's page. */
export interface CallSummary {
  id: Id;
  began: number;
  bridged: number | null;
  ended: number | null;
  from: string | null;
  dialled: string;
  language: Language | null;
  queue: string | null;
  agent: string | null;
  intent: string | null;
  mood_first: Mood | null;
  mood_last: Mood | null;
  hangup: Hangup | null;
  recording: 'none' | 'kept' | 'partial';
  media_length: number;
  outcome?: Outcome | null;
  summary?: string | null;
  mood_said?: Mood | null;
  felt?: Mood | null;
  kept?: boolean | null;
  /** Who called, where the number is known. */
  name?: string | null;
  /** Where the words asked for were said. */
  hits?: Hit[];
}

/** A line with words that were asked for. */
export interface Hit {
  utterance: Id;
  speaker: Speaker;
  span: Span;
  /** What is shown of the line. */
  snippet: string;
  /** Places of the words in it, in characters (code points), half-open. */
  snippet_marks: Span[];
}

/** One call's page: with how the caller felt over it, where that was read. */
export interface OneCall extends CallSummary {
  mood: CallMood | null;
}

export interface CallPage {
  items: CallSummary[];
  next: Id | null;
}

/** The outline of a recording: lowest and highest sample of each step, in turn. */
export interface Peaks {
  step_ms: number;
  length_ms: number;
  caller: number[];
  agent: number[];
}

/** A turn, with its other reading where it was read twice. */
export type Turn = Utterance & { other?: { text: string } | null };

/** One line of the timeline. */
export interface Entry {
  seq: number;
  at: number;
  media_at: number;
  event: Event;
}

/** What happened. The fields the story tells of; a kind unknown to this page is shown by its name. */
export type Event =
  | { type: 'prompt_started'; prompts: string[] }
  | { type: 'speech_started' | 'heard_later' | 'caught_up'; speaker: Speaker; span?: Span }
  | { type: 'heard' | 'read_again'; utterance: Utterance }
  | { type: 'language_picked'; language: Language }
  | { type: 'mood'; reading: MoodReading }
  | { type: 'intent'; guess: IntentGuess }
  | { type: 'flow_entered'; state: string }
  | { type: 'told'; what: string; digits: string }
  | { type: 'machine_answered'; answer: string }
  | { type: 'handed_over'; cause: HandoverCause; queue: string }
  | { type: 'queued'; queue: string; position: number }
  | { type: 'overflowed'; from: string; to: string }
  | { type: 'offered'; offer: Id; agent: string; reasons: OfferReasons }
  | { type: 'offer_ended'; offer: Id; agent: string; outcome: { outcome: OfferEnd } }
  | { type: 'bridged'; agent: string | null }
  | { type: 'line_lost' | 'line_back' | 'abuse_reported'; agent: string }
  | { type: 'held' | 'resumed'; leg: Id }
  | { type: 'step_marked'; agent: string; step: LastStep; done: boolean }
  | { type: 'transferred' | 'consulting'; target: string; done?: boolean }
  | { type: 'noted'; agent: string; text: string }
  | { type: 'mood_corrected'; agent: string; mood: Mood }
  | { type: 'intent_corrected'; agent: string; intent: string | null }
  | { type: 'promise_made'; agent: string; promise: { what: string } }
  | { type: 'wrapped_up'; agent: string; wrap_up: { outcome: Outcome; summary: string } }
  | { type: 'caller_felt'; mood: Mood; kept: boolean | null }
  | { type: 'recording_failed'; what: string }
  | { type: 'quality'; lost_pct: number; jitter_ms: number }
  | { type: 'ended'; hangup: Hangup }
  | { type: 'other' };

/** What was read and judged of a call, for its line in the list. */
export interface CallMarks {
  call: Id;
  name: string | null;
  /** The steps the machine found; `null` where it has not read the call. */
  steps: LastStep[] | null;
  in_order: boolean | null;
  /** The machine's, 0 to 100. */
  score: number | null;
  /** The promise made in it that stands worst. */
  promise: PromiseState | null;
  sheet: { id: Id; state: SheetState; score: number | null } | null;
}

/** A list somebody named. */
export interface View {
  id: Id;
  name: string;
  query: string;
  shared: boolean;
  owner: string;
  mine: boolean;
}
