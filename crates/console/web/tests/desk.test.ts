import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallEvent, CallPhase, DeskCall, DeskNow, TimelineEntry } from '$lib/api/wire';
import type { PhoneCall, PhoneState } from '$lib/phone/phone';
import { draftOf, dropLocal, emptyDraft, keepLocal, localDraft, newer } from '../src/apps/agent/state/draft';
import { facts } from '../src/apps/agent/state/prefill';
import { bar, screen, wantsBack } from '../src/apps/agent/state/screen';
import { begin, hear, isWhole, settle, take } from '../src/apps/agent/state/story';
import { free, targets, typedTarget } from '../src/apps/agent/state/target';
import { places, wayBack } from '../src/apps/home/places';
import { memory } from './memory';

beforeEach(() => vi.stubGlobal('localStorage', memory()));

const line = (seq: number, event: CallEvent): TimelineEntry => ({ call: 'c', seq, at: 0, media_at: 0, event });
const said = (seq: number, id: string, start: number, speaker: 'caller' | 'agent' = 'caller') =>
  line(seq, { type: 'heard', utterance: { id, speaker, span: { start, end: start + 1000 }, language: 'ar', text: id, confidence: 1, words: [], matched: null, values: [] } });
const spoken = (id: string, start: number) => ({ id, speaker: 'caller' as const, span: { start, end: start + 500 }, text: id, stable: 1 });

describe('the story of a call', () => {
  it('puts a late line where it was said and moves no other', () => {
    const story = [said(0, 'a', 0), said(1, 'c', 4000), said(2, 'b', 2000, 'agent')].reduce(take, begin('c'));
    expect(story.turns.map((turn) => turn.id)).toEqual(['a', 'b', 'c']);
  });
  it('takes every line once and none of another call', () => {
    const story = [said(0, 'a', 0), said(0, 'a', 0), { ...said(1, 'x', 0), call: 'other' }].reduce(take, begin('c'));
    expect(story.turns.length).toBe(1);
  });
  it('knows when a line in between is missing', () => {
    const told = (...seqs: number[]) => new Map(seqs.map((seq) => [seq, said(seq, `${seq}`, seq)]));
    expect([told(), told(0, 1, 2), told(2, 0, 1)].map(isWhole)).toEqual([true, true, true]);
    expect([told(1), told(0, 2)].map(isWhole)).toEqual([false, false]);
  });
  it('shows partials at the foot until the final comes, whichever is first', () => {
    let story = hear(take(begin('c'), said(0, 'a', 0)), spoken('b', 2000), 0);
    expect(story.speaking.map(({ id }) => id)).toEqual(['b']);
    story = take(story, said(1, 'b', 2000));
    expect([story.speaking.length, story.turns.length]).toEqual([0, 2]);
    expect(hear(story, spoken('b', 2000), 1)).toBe(story);
  });
  it('shows settled words apart from those that may still change, and marks what the recogniser is not sure of', () => {
    const story = hear(begin('c'), { ...spoken('b', 0), text: 'أريد موظف الآن', stable: 2 }, 0);
    expect(story.speaking[0]).toMatchObject({ settled: 'أريد موظف', open: 'الآن' });
    const word = (text: string, confidence: number) => ({ text, confidence, span: { start: 0, end: 1 } });
    const heard = said(0, 'b', 0);
    if (heard.event.type !== 'heard') throw new Error('said() makes what is heard');
    Object.assign(heard.event.utterance, { text: 'a b c', words: [word('a', 0.9), word('b', 0.4), word('c', 0.3)] });
    const turn = take(story, heard).turns[0];
    expect(turn?.pieces).toEqual([{ text: 'a', sure: true }, { text: 'b c', sure: false }]);
  });
  it('lets go of words that are no longer spoken', () => {
    const story = hear(begin('c'), spoken('b', 0), 0);
    expect(settle(story, 1000)).toBe(story);
    expect(settle(story, 7000).speaking).toEqual([]);
  });
  it('keeps promises until they are withdrawn, and corrections of the intent', () => {
    const promise = { id: 'p', what: 'بطاقة', keeper: 'branch' as const, due: 1, branch: null, utterance: null };
    let story = take(begin('c'), line(0, { type: 'promise_made', agent: 'n', promise }));
    expect(story.promises).toMatchObject([{ id: 'p', what: 'بطاقة', keeper: 'branch', due: 1 }]);
    story = take(story, line(1, { type: 'promise_withdrawn', agent: 'n', promise: 'p' }));
    story = take(story, line(2, { type: 'intent_corrected', agent: 'n', intent: null }));
    expect([story.promises, story.intent]).toEqual([[], null]);
  });
});

const call = (phase: CallPhase): DeskCall => ({ id: 'c', phase, queue: null, began_ms: 0, ring_until_ms: null, bridged_ms: null, held_since_ms: null, recording: true, recording_refused: false, recording_paused_until_ms: null, other: null, handover: null, intent: { intent: 'card', confidence: 1, alternatives: [] }, mood: null, mood_line: [], waited_ms: 0, reasons: null, language: null, number: null });
const desk = (phase: CallPhase | null): DeskNow => ({ agent: 'n', display_name: 'n', state: 'ready', reason: null, since_ms: 0, wrap_up_until_ms: null, phone: true, flow: true, call: phase === null ? null : call(phase), care: { hard_minutes: 0, hard_calls: 0, abuse: 0, rest_offered: false, budget_used: 0, hard_minutes_since_rest: 0, rested: null } });
const phone = (phase: PhoneCall['phase'] | null, more: Partial<PhoneCall> = {}): PhoneState => ({
  line: 'up',
  call: phase === null ? null : { direction: 'in', id: 'c', resume: false, phase, since: 0, muted: false, keypad: false, quality: null, fault: null, ...more },
});

describe('the screen', () => {
  it.each([
    ['off', false, null, null],
    ['idle', true, null, null],
    ['ring', true, 'ringing', null],
    ['ring', true, null, 'ringing'],
    ['call', true, 'ringing', 'connecting'],
    ['call', true, null, 'connecting'],
    ['call', true, 'held', 'talking'],
    ['call', true, 'lost', null],
    ['wrap_up', true, 'wrap_up', 'ended'],
    ['idle', true, null, 'ended'],
  ] as const)('is %s', (shown, shift, phase, sound) => {
    expect(screen(shift, desk(phase), phone(sound))).toBe(shown);
  });
  it('does not ring for a call we are brought back into', () => {
    expect(screen(true, desk(null), phone('ringing', { resume: true }))).toBe('idle');
    expect(screen(true, desk('lost'), phone('ringing', { resume: true }))).toBe('call');
  });
  it('says connecting until packets flow, whatever the house says', () => {
    expect(bar(desk('talking'), phone('connecting'))).toBe('connecting');
    expect(bar(desk('talking'), phone('talking'))).toBe('talking');
    expect(bar(desk('held'), phone('talking'))).toBe('held');
    expect(bar(desk('talking'), phone('broken'))).toBe('lost');
    expect(bar(desk('talking'), phone(null))).toBe('elsewhere');
    expect(bar(desk('lost'), phone(null))).toBe('lost');
  });
});

describe('the way back into a call', () => {
  const mine = { call: 'c', left: null };
  it('is asked for after a reload, and when the path broke', () => {
    expect(wantsBack(desk('lost'), phone(null), mine)).toBe(true);
    expect(wantsBack(desk('talking'), phone('broken'), mine)).toBe(true);
    expect(wantsBack(desk('talking'), phone('ended'), mine)).toBe(true);
  });
  it('is not asked for while all is well, or before the phone is up', () => {
    expect(wantsBack(desk('talking'), phone('talking'), mine)).toBe(false);
    expect(wantsBack(desk('talking'), { ...phone(null), line: 'connecting' }, mine)).toBe(false);
    expect(wantsBack(desk('ringing'), phone(null), mine)).toBe(false);
    expect(wantsBack(desk(null), phone(null), mine)).toBe(false);
  });
  it('does not take a call from another phone, nor one the agent ended', () => {
    expect(wantsBack(desk('talking'), phone(null), { call: null, left: null })).toBe(false);
    expect(wantsBack(desk('talking'), phone('ended'), { call: 'c', left: 'c' })).toBe(false);
  });
});

describe('a draft', () => {
  it('survives a reload, and the newer one wins', () => {
    keepLocal('c', { ...emptyDraft(), at: 5, note: 'a' });
    expect(localDraft('c').note).toBe('a');
    expect(newer(localDraft('c'), { ...emptyDraft(), at: 9, note: 'b' }).note).toBe('b');
    expect(newer(localDraft('c'), { ...emptyDraft(), at: 1, note: 'b' }).note).toBe('a');
    dropLocal('c');
    expect(localDraft('c')).toEqual(emptyDraft());
  });
  it('is empty when what was kept is nonsense', () => {
    expect([draftOf({}), draftOf('x'), draftOf(null), draftOf({ note: 3 })]).toEqual(Array(4).fill(emptyDraft()));
  });
  it('pushes the oldest out when there are too many', () => {
    for (let n = 0; n < 25; n += 1) keepLocal(`c${n}`, { ...emptyDraft(), at: n, note: 'x' });
    expect([localDraft('c4').note, localDraft('c5').note, localDraft('c24').note]).toEqual(['', 'x', 'x']);
  });
});

describe('the wrap-up', () => {
  it('is filled in with what was seen and suggests an outcome only where that is plain', () => {
    const promise = { id: 'p', what: 'بطاقة', keeper: 'branch' as const, due: null, branch: null, utterance: null };
    const talked = take(begin('c'), said(0, 'a', 0));
    expect(facts(talked, call('wrap_up'), (id) => `<${id}>`)).toMatchObject({ intent: '<card>', promises: [], outcome: null });
    expect(facts(take(talked, line(1, { type: 'promise_made', agent: 'n', promise })), call('wrap_up'), String)).toMatchObject({ promises: ['بطاقة'], outcome: 'promised' });
    expect(facts(begin('c'), call('wrap_up'), String).outcome).toBe('no_talk');
    expect(facts(take(talked, line(1, { type: 'intent_corrected', agent: 'n', intent: null })), call('wrap_up'), String).intent).toBeNull();
  });
});

describe('a transfer', () => {
  it('takes numbers in any digits and SIP addresses, and nothing else as typed', () => {
    expect(typedTarget('٠٥٠ ١٢٣-٤٥٦٧')).toBe('0501234567');
    expect(typedTarget('+966 50')).toBe('+96650');
    expect(typedTarget('sip:omar@wasl.example')).toBe('sip:omar@wasl.example');
    expect(['عمر', '5', 'sip:x', '12a'].map(typedTarget)).toEqual([null, null, null, null]);
  });
  it('lists people first and the typed number last, with who is free', () => {
    const omar = { kind: 'agent', target: 'omar', name: 'عمر', state: 'ready' } as const;
    const cards = { kind: 'queue', target: 'queue-cards', name: 'cards', free_agents: 0, waiting: 2, wait: null } as const;
    expect(targets('12', [omar]).map(({ target }) => target)).toEqual(['omar', '12']);
    expect([free(omar), free({ ...omar, state: 'talking' }), free(cards), free(null)]).toEqual([true, false, false, true]);
  });
});

describe('the door', () => {
  it('leads everybody where their role belongs', () => {
    expect(places({ role: 'agent', agent: true }).map(({ place }) => place)).toEqual(['agent', 'qa', 'call']);
    expect(places({ role: 'admin', agent: false }).map(({ place }) => place)).toEqual(['branch', 'qa', 'admin', 'call']);
    expect(places({ role: 'branch', agent: false }).map(({ place }) => place)).toEqual(['branch', 'call']);
  });
  it('leads back only to a page of this house', () => {
    expect(wayBack('?to=/agent')).toBe('/agent');
    expect([wayBack('?to=//evil.example'), wayBack('?to=https://evil.example'), wayBack(''), wayBack('?to=/\\evil')]).toEqual([null, null, null, null]);
  });
});
