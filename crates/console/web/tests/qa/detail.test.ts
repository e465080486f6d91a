import { beforeEach, expect, it, vi } from 'vitest';
import type { Event } from '../../src/apps/qa/state/shapes';

vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => undefined });
const { detail, nameOf } = await import('../../src/apps/qa/state/detail');
const { speech } = await import('../../src/lib/i18n/language.svelte');

beforeEach(() => speech.speak('en'));

it('an event is told in the language of the reader', () => {
  const ended: Event = { type: 'ended', hangup: 'abandoned' };
  expect([nameOf(ended), detail(ended)]).toEqual(['Ended', [{ text: 'left while waiting' }]]);
  speech.speak('ar');
  expect([nameOf(ended), detail(ended)]).toEqual(['انتهت', [{ text: 'انصرف وهو ينتظر' }]]);
});

it('what people said stays as they said it', () => {
  const utterance = { text: '<b>لا</b>', language: 'ar' } as never;
  expect(detail({ type: 'heard', utterance })).toEqual([{ text: '<b>لا</b>', language: 'ar' }]);
});

it('a refusal tells how it is known and who entered it', () => {
  const refused: Event = { type: 'consent', to: 'recording', given: false, how: 'agent', entered_by: 'noura' };
  expect([nameOf(refused), detail(refused)]).toEqual(['Consent', [{ text: 'refused to be recorded' }, { text: 'told the agent' }, { text: 'noura' }]]);
  expect(detail({ type: 'consent', to: 'voice', given: true, how: 'notice' })).toEqual([{ text: 'agreed that their voice is read' }, { text: 'heard the notice' }]);
});

it('an event of a newer house is shown by its own name', () => {
  const newer = { type: 'teleported' } as unknown as Event;
  expect([nameOf(newer), detail(newer)]).toEqual(['teleported', []]);
});
