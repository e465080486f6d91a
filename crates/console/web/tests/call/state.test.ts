import { describe, expect, it } from 'vitest';
import { FIRST, after, calling, phoneNumber, type News, type State } from '../../src/apps/call/state';

const SUPPORT = { name: { ar: 'أ', en: 'A' }, phone: '+966110000000', uri: 'sip:support@x', open: true, wait: null };
const GUEST = { phase: 'waiting', position: 2, wait: null, agent: null, promised: false } as const;
const run = (news: News[], from: State = FIRST) => news.reduce(after, from);
const given: News = { is: 'microphone', given: true };
const inCall = run([{ is: 'support', support: SUPPORT }, { is: 'call' }, given, { is: 'sound', now: 1 }]);

describe('a call', () => {
  it('is connected when sound comes, not before', () => {
    expect(run([{ is: 'call' }]).screen.at).toBe('asking');
    expect(run([{ is: 'call' }, given]).screen.at).toBe('connecting');
    expect(inCall.screen).toEqual({ at: 'call', since: 1 });
  });
  it('ends with the question how it felt', () => {
    expect(after(inCall, { is: 'over' }).screen.at).toBe('after');
    expect(run([{ is: 'over' }, { is: 'felt', mood: 'satisfied' }], inCall)).toMatchObject({ screen: { at: 'after' }, mood: 'satisfied' });
    expect(run([{ is: 'over' }, { is: 'felt', mood: 'sad' }, { is: 'thanks' }], inCall).screen.at).toBe('thanks');
  });
  it('that never had sound failed', () => {
    expect(run([{ is: 'call' }, given, { is: 'over' }]).screen).toEqual({ at: 'failed', why: 'lost' });
    expect(run([{ is: 'call' }, given, { is: 'failed', why: 'blocked' }]).screen).toEqual({ at: 'failed', why: 'blocked' });
  });
  it('is not begun twice', () => {
    expect(after(inCall, { is: 'call' })).toBe(inCall);
  });
  it('hears no late news', () => {
    const over = after(inCall, { is: 'over' });
    for (const late of [{ is: 'sound', now: 9 }, { is: 'failed', why: 'line' }, given, { is: 'over' }] satisfies News[]) {
      expect(after(over, late)).toEqual(over);
    }
  });
  it('hears at its end what it is owed', () => {
    const over = after(inCall, { is: 'over' });
    expect(after(over, { is: 'guest', guest: { ...GUEST, promised: true } }).guest?.promised).toBe(true);
    expect(after(FIRST, { is: 'guest', guest: GUEST }).guest).toBeNull();
  });
  it('begun again forgets the last one and keeps the support line', () => {
    const again = run([{ is: 'mute' }, { is: 'key', key: '5' }, { is: 'over' }, { is: 'call' }], inCall);
    expect(again).toEqual({ ...FIRST, support: SUPPORT, screen: { at: 'asking' } });
  });
});

describe('without a microphone', () => {
  it('the form is shown with the reason', () => {
    for (const why of ['denied', 'none', 'insecure'] as const) {
      expect(run([{ is: 'call' }, { is: 'microphone', given: false, why }]).screen).toEqual({ at: 'form', why });
    }
  });
  it('and a promise ends it', () => {
    const form = run([{ is: 'support', support: SUPPORT }, { is: 'form' }]);
    expect(form.screen).toEqual({ at: 'form', why: 'chosen' });
    expect(run([{ is: 'sending' }, { is: 'refused', fault: 'not_sent' }], form)).toMatchObject({ sending: false, fault: 'not_sent', screen: form.screen });
    expect(after(form, { is: 'promised', number: '055' }).screen).toEqual({ at: 'promised', number: '055' });
  });
  it('the form says when nobody is there', () => {
    expect(run([{ is: 'support', support: { ...SUPPORT, open: false } }, { is: 'form' }]).screen).toEqual({ at: 'form', why: 'closed' });
  });
});

it('only a call on its way or going on would be lost by leaving', () => {
  expect([FIRST, run([{ is: 'call' }]), inCall, after(inCall, { is: 'over' })].map(calling)).toEqual([false, true, true, false]);
});

it('a phone number is read as people write it', () => {
  expect(phoneNumber(' +966 50-000 (0000) ')).toBe('+966500000000');
  expect(phoneNumber('00966500000000')).toBe('+966500000000');
  expect(phoneNumber('\u2068+96650000000\u2069'.replace(/\u2068/, '\u2066'))).toBe('+96650000000');
  for (const wrong of ['', '123', 'my number', '+', '1'.repeat(16), '050000<b>']) expect(phoneNumber(wrong), wrong).toBeNull();
});
