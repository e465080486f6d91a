import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draft } from '../../src/apps/branch/state/draft';
import { here } from '../../src/apps/branch/state/here';
import type { Waiting } from '../../src/apps/branch/state/outbox';
import { FAULTS, faultOf, isOfPromise } from '../../src/apps/branch/state/refusal';
import { begun, type Whose } from '../../src/apps/branch/state/visit';
import { w } from '../../src/apps/branch/words';
import { speech } from '../../src/lib/i18n/language.svelte';
import { memory } from '../memory';

const NOW = 1_000_000;
const nobody: Whose = { customer: null, number: null, name: null };
const form = (whose: Whose, notes = 'x') => ({ ...begun('v', NOW, whose, [], ''), notes });

beforeEach(() => vi.stubGlobal('localStorage', memory()));
afterEach(() => vi.unstubAllGlobals());

describe('a visit that was begun', () => {
  it('of somebody new is found again after a reload, by who began it', () => {
    draft.keep({ ...form(nobody), whose: { ...nobody, name: 'سارة' } }, 'reem');
    expect(draft.of(nobody, NOW, 'reem'), 'another new person is not the same one').toBeNull();
    expect(draft.last(NOW + 60_000, 'reem')).toMatchObject({ id: 'v', isNew: true, notes: 'x', whose: { name: 'سارة' } });
    expect(draft.last(NOW, 'huda'), 'not by somebody else').toBeNull();
    expect(draft.last(NOW + 3 * 3_600_000, 'reem'), 'not the next day').toBeNull();
  });

  it('stays when another person is only looked at, and goes when it is emptied', () => {
    draft.keep(form({ ...nobody, customer: 'a' }), 'reem');
    draft.keep({ ...form({ ...nobody, customer: 'b' }, ''), id: 'w' }, 'reem');
    expect(draft.last(NOW, 'reem')?.whose.customer).toBe('a');
    draft.keep(form({ ...nobody, customer: 'a' }, ''), 'reem');
    expect(draft.last(NOW, 'reem')).toBeNull();
  });

  it('and refused is never later than now, however the device’s clock stood', () => {
    const waiting = { visit: { id: 'v', at: NOW + 600_000, outcomes: [] }, handOver: 'note', callTo: '050' } as unknown as Waiting;
    expect(draft.from(waiting, NOW)).toMatchObject({ at: NOW, handOver: true, callTo: '050', isNew: true });
    expect(draft.from(waiting, NOW + 900_000).at).toBe(NOW + 600_000);
  });
});

describe('a device that keeps nothing more', () => {
  it('still knows who is here', () => {
    vi.stubGlobal('localStorage', { ...memory(), setItem: () => { throw new Error('full'); }, getItem: () => null });
    const me = { name: 'reem', display_name: 'ريم', role: 'branch', branch: 'العليا' } as never;
    expect(here.keep(me)).toMatchObject({ name: 'reem', branch: 'العليا' });
    expect(() => draft.keep(form(nobody), 'reem')).not.toThrow();
  });
});

describe('a visit that was not taken', () => {
  const refused = { status: 422, code: null, promise: null };
  it('says why by the code, not by the status', () => {
    expect(faultOf({ ...refused, code: 'not_theirs' })).toBe('not_theirs');
    expect(faultOf({ ...refused, code: 'no_reason' })).toBe('no_reason');
    expect(faultOf({ ...refused, code: 'of a newer house' })).toBe('unanswered');
    expect(faultOf({ ...refused, status: 409 })).toBe('other');
    expect(faultOf({ ...refused, status: 413, step: 'sound' })).toBe('sound');
    expect([isOfPromise({ ...refused, code: 'not_theirs' }), isOfPromise({ ...refused, code: 'unanswered' })]).toEqual([true, false]);
  });
  it('is told in the reader’s language', () => {
    for (const [language, letters] of [['ar', /^[^A-Za-z]+$/], ['en', /[A-Za-z]/]] as const) {
      speech.speak(language);
      for (const fault of FAULTS) expect(w.outbox.faults[fault]).toMatch(letters);
    }
    speech.speak('ar');
  });
});
