/** What the review reads of a call, by the names the house gives. */
import type { CallSummary, HandoverCause, Id, IntentGuess, Language, LastStep, Mood, MoodReading, OfferReasons, Outcome, Span, Speaker, Utterance } from '$lib/api/wire';

export type { CallMarks, CallSummary, OneCall, Peaks, Turn, View } from '$lib/api/wire';

export const HANGUPS = ['by_caller', 'by_agent', 'served', 'abandoned', 'gave_up', 'cancelled', 'callback_promised', 'not_reached', 'failed', 'interrupted'] as const;
export type Hangup = (typeof HANGUPS)[number];
export type OfferEnd = 'accepted' | 'refused' | 'caller_gone' | 'withdrawn';

export interface CallPage {
  items: CallSummary[];
  next: Id | null;
}

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
  | { type: 'person_wanted'; cause: HandoverCause }
  | { type: 'queued'; queue: string; position: number }
  | { type: 'overflowed'; from: string; to: string }
  | { type: 'offered'; offer: Id; agent: string; reasons: OfferReasons }
  | { type: 'offer_ended'; offer: Id; agent: string; outcome: { outcome: OfferEnd } }
  | { type: 'bridged'; agent: string | null }
  | { type: 'consent'; to: 'recording' | 'voice'; given: boolean; how: 'notice' | 'key' | 'words' | 'agent'; entered_by?: string | null }
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
