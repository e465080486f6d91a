/** A filter in words, as its chip says it. */
import { common } from '$lib/i18n/common';
import { isolate } from '$lib/i18n/words';
import { day } from '$lib/format/time';
import { speech } from '$lib/i18n/language.svelte';
import type { Mood, PromiseState, Speaker } from '$lib/api/wire';
import type { FilterName } from '../state/place';
import type { Hangup } from '../state/shapes';
import { w } from '../words';
import { isDay, isSeconds, shown } from './filter';
import { l } from './words';

const DAY_MS = 86_400_000;

function valueOf(name: FilterName, value: string): string {
  if (name === 'mood_first' || name === 'mood_end') return common.moods[value as Mood] ?? value;
  if (name === 'hangup') return w.hangups[value as Hangup] ?? value;
  if (name === 'speaker') return common.speakers[value as Speaker] ?? value;
  if (name === 'promise') return w.promiseStates[value as PromiseState] ?? value;
  if (name === 'review') return (w.reviewStates as Record<string, string>)[value] ?? value;
  if (name === 'language') return (w.languages as Record<string, string>)[value] ?? value;
  if (name === 'score_max') return l.atMost(value);
  if (isSeconds(name)) return l.atLeast(shown(name, value));
  if (isDay(name)) return day(Number(value) - (name === 'until' ? DAY_MS / 2 : 0), speech.language);
  return name === 'words' ? `«${value}»` : value;
}

export const told = (name: FilterName, value: string): string => `${(l.names as Record<string, string>)[name] ?? name}: ${isolate(valueOf(name, value))}`;
