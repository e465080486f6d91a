/** What an event tells beside its name, in pieces: text of any direction, text from the left, a mood. */
import type { Language, Mood } from '$lib/api/wire';
import { common } from '$lib/i18n/common';
import { w } from '../words';
import type { Event } from './shapes';

export type Piece = { text: string; language?: Language } | { ltr: string } | { mood: Mood; confidence?: number };

const percent = (share: number): Piece => ({ ltr: `${Math.round(share * 100)}%` });
const text = (words: string | null | undefined): Piece => ({ text: words ?? '—' });

export function detail(event: Event): Piece[] {
  switch (event.type) {
    case 'prompt_started':
      return [{ ltr: event.prompts.join(' + ') }];
    case 'speech_started':
    case 'heard_later':
    case 'caught_up':
      return [text(common.speakers[event.speaker])];
    case 'heard':
    case 'read_again':
      return [{ text: event.utterance.text, language: event.utterance.language }];
    case 'language_picked':
      return [text(w.languages[event.language])];
    case 'mood':
      return [{ mood: event.reading.label, confidence: event.reading.confidence }, percent(event.reading.confidence), text(event.reading.evidence.map((one) => one.what).join(' · '))];
    case 'intent':
      return [text(event.guess.intent), percent(event.guess.confidence)];
    case 'flow_entered':
      return [{ ltr: event.state }];
    case 'told':
      return [{ ltr: event.what }, { ltr: event.digits }];
    case 'machine_answered':
      return [{ ltr: event.answer }];
    case 'handed_over':
      return [text(w.causes[event.cause]), text(event.queue)];
    case 'person_wanted':
      return [text(w.causes[event.cause])];
    case 'queued':
      return [text(event.queue), { ltr: `#${event.position}` }];
    case 'overflowed':
      return [text(event.to)];
    case 'offered':
    case 'bridged':
    case 'line_lost':
    case 'line_back':
    case 'abuse_reported':
      return [text(event.agent)];
    case 'offer_ended':
      return [text(event.agent), text(w.outcomes[event.outcome.outcome])];
    case 'transferred':
    case 'consulting':
      return [{ ltr: event.target }];
    case 'noted':
      return [text(event.text)];
    case 'mood_corrected':
      return [{ mood: event.mood }, text(event.agent)];
    case 'intent_corrected':
      return [text(event.intent), text(event.agent)];
    case 'promise_made':
      return [text(event.promise.what)];
    case 'wrapped_up':
      return [text(w.wrapUps[event.wrap_up.outcome]), text(event.wrap_up.summary)];
    case 'caller_felt':
      return [{ mood: event.mood }];
    case 'consent':
      return [text(w.consents[event.to][event.given ? 'yes' : 'no']), text(w.consents.how[event.how]), ...(event.entered_by ? [text(event.entered_by)] : [])];
    case 'recording_failed':
      return [text(event.what)];
    case 'quality':
      return [{ ltr: `${event.lost_pct.toFixed(1)} %, ${event.jitter_ms.toFixed(0)} ms` }];
    case 'ended':
      return [text(w.hangups[event.hangup])];
    default:
      return [];
  }
}

/** The event's name in the reader's language; the house's own name when this page does not know it. */
export function nameOf(event: Event): string {
  return (w.events as Record<string, string>)[event.type] ?? event.type;
}
