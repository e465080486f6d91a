/** What the wrap-up says before the agent writes: only what was seen, nothing invented. */
import type { DeskCall, Mood, Outcome } from '$lib/api/wire';
import type { Story } from './story';

export type Facts = {
  intent: string | null;
  moodFirst: Mood | null;
  moodLast: Mood | null;
  promises: readonly string[];
  notes: readonly string[];
  outcome: Outcome | null;
};

export function facts(story: Story, call: DeskCall | null, nameOf: (intent: string) => string): Facts {
  const intent = story.intent === undefined ? (call?.intent?.intent ?? null) : story.intent;
  return {
    intent: intent === null ? null : nameOf(intent),
    moodFirst: story.moods[0]?.label ?? null,
    moodLast: story.moods.at(-1)?.label ?? null,
    promises: story.promises.map((promise) => promise.what),
    notes: story.notes.map((note) => note.text),
    outcome: outcome(story, call),
  };
}

/** Suggested only where what happened says it by itself. */
function outcome(story: Story, call: DeskCall | null): Outcome | null {
  if (story.promises.length > 0) return 'promised';
  const spoke = story.turns.some((turn) => turn.speaker === 'caller' && turn.text.trim() !== '');
  return !spoke && call !== null && call.bridged_ms === null ? 'no_talk' : null;
}
