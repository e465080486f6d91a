import { describe, expect, it } from 'vitest';
import type { Promised } from '$lib/api/wire';
import { begun, isBegun, joined, missing, reach, written, type Whose } from '../../src/apps/branch/state/visit';
import { RATE_HZ, wav } from '../../src/lib/sound/wav';

const promise = (id: string) => ({ id }) as Promised;
const whose: Whose = { customer: 'c', number: '+966500000000', name: 'سارة' };

describe('a visit', () => {
  it('does not close on silence: every promise wants an answer, "not raised" is one', () => {
    const form = begun('v', 1, whose, [promise('a'), promise('b')], 'سامي');
    expect(missing(form)).toEqual([{ what: 'answer', promise: 'a' }, { what: 'answer', promise: 'b' }, { what: 'left' }]);
    form.answers = { a: { outcome: 'not_raised', why: '' }, b: { outcome: 'not_kept', why: ' ' } };
    form.left = 'sad';
    expect(missing(form)).toEqual([{ what: 'why', promise: 'b' }]);
    form.answers.b = { outcome: 'not_kept', why: 'النظام متوقف' };
    expect(missing(form)).toEqual([]);
  });

  it('of somebody new wants a name or a number', () => {
    const form = { ...begun('v', 1, { customer: null, number: null, name: null }, [], ''), left: 'neutral' as const };
    expect(missing(form)).toEqual([{ what: 'who' }]);
    expect(missing({ ...form, whose: { customer: null, number: '٠٥٠١٢٣٤٥٦٧', name: null } })).toEqual([]);
  });

  it('is sent as the house takes it: empty fields left out, reasons only where they are asked', () => {
    const form = begun('v', 7, whose, [promise('a')], ' سامي ');
    form.answers.a = { outcome: 'kept', why: 'typed before' };
    form.left = 'satisfied';
    expect(written(form)).toEqual({
      id: 'v',
      customer: 'c',
      number: null,
      name: null,
      name_consent: null,
      at: 7,
      reason: null,
      served_by: 'سامي',
      notes: '',
      outcomes: [{ promise: 'a', outcome: 'kept', why: null }],
      left: 'satisfied',
    });
  });

  it('says whether somebody new agreed that their name is kept', () => {
    const form = begun('v', 1, { customer: null, number: '0501234567', name: ' هدى ' }, [], '');
    expect(written(form)).toMatchObject({ name: 'هدى', name_consent: false });
    form.nameConsent = true;
    expect(written(form)).toMatchObject({ name: 'هدى', name_consent: true });
    expect(written({ ...form, whose: { ...form.whose, name: '' } })).toMatchObject({ name: null, name_consent: null });
  });

  it('asks for promises that were made meanwhile, and keeps the answers it has', () => {
    const form = begun('v', 1, whose, [promise('a')], '');
    form.answers.a = { outcome: 'kept', why: '' };
    expect(joined(form, [promise('a'), promise('b')]).answers).toEqual({
      a: { outcome: 'kept', why: '' },
      b: { outcome: null, why: '' },
    });
  });

  it('does not wait for an answer nobody can see: what is no longer open is not asked about', () => {
    const form = { ...begun('v', 1, whose, [promise('gone'), promise('a')], ''), left: 'neutral' as const };
    form.answers.gone = { outcome: 'kept', why: '' };
    expect(Object.keys(joined(form, [promise('a')]).answers)).toEqual(['a']);
    // Sent once already, it may have closed its promise on the way: then only half an answer goes.
    expect(Object.keys(joined(form, [promise('a')], true).answers)).toEqual(['gone', 'a']);
    form.answers.gone = { outcome: 'not_kept', why: '' };
    expect(Object.keys(joined(form, [promise('a')], true).answers)).toEqual(['a']);
  });

  it('begun with a line and taken up without one can be closed', () => {
    const form = { ...begun('v', 1, whose, [promise('a'), promise('b')], ''), left: 'neutral' as const };
    form.answers.a = { outcome: 'kept', why: '' };
    const taken = joined(form, null);
    expect([missing(taken), Object.keys(taken.answers)]).toEqual([[], ['a']]);
  });

  it('handed over to the phone wants a number where the house has none', () => {
    const form = { ...begun('v', 1, { customer: null, number: null, name: 'سارة' }, [], ''), left: 'sad' as const, handOver: true };
    expect(missing(form, reach(form, null))).toEqual([{ what: 'callTo' }]);
    expect(missing({ ...form, callTo: '0501234567' }, reach(form, null))).toEqual([]);
    const known = { ...form, whose: { customer: 'c', number: null, name: null } };
    expect(reach(known, null), 'without a line').toBe('unsure');
    expect(reach(known, { number: null, customer: { numbers: ['+966500000000'] } } as never)).toBe('known');
    expect(reach(known, { number: null, customer: { numbers: [] } } as never)).toBe('none');
  });

  it('is begun when something is written, not when somebody is looked at', () => {
    const form = begun('v', 1, whose, [promise('a')], 'سامي');
    expect(isBegun(form)).toBe(false);
    for (const more of [{ notes: 'x' }, { left: 'sad' as const }, { answers: { a: { outcome: 'kept' as const, why: '' } } }]) expect(isBegun({ ...form, ...more })).toBe(true);
    expect(isBegun({ ...form, isNew: true })).toBe(true);
  });
});

describe('the sound of a visit', () => {
  it('is a WAV file of one channel, 16 bit, 16 kHz, with its loud ends cut and not turned over', () => {
    const view = new DataView(wav(new Float32Array([0, 1, -1, 2, -3])));
    const text = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((n) => view.getUint8(at + n)));
    expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
    expect([view.getUint16(22, true), view.getUint32(24, true), view.getUint16(34, true)]).toEqual([1, RATE_HZ, 16]);
    expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([46, 10]);
    expect([0, 1, 2, 3, 4].map((n) => view.getInt16(44 + n * 2, true))).toEqual([0, 32_767, -32_767, 32_767, -32_767]);
  });
});
