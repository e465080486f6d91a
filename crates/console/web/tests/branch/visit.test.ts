import { describe, expect, it } from 'vitest';
import type { Promised } from '$lib/api/wire';
import { begun, joined, missing, written, type Whose } from '../../src/apps/branch/state/visit';
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
      at: 7,
      reason: null,
      served_by: 'سامي',
      notes: '',
      outcomes: [{ promise: 'a', outcome: 'kept', why: null }],
      left: 'satisfied',
    });
  });

  it('asks for promises that were made meanwhile, and keeps the answers it has', () => {
    const form = begun('v', 1, whose, [promise('a')], '');
    form.answers.a = { outcome: 'kept', why: '' };
    expect(joined(form, [promise('a'), promise('b')]).answers).toEqual({
      a: { outcome: 'kept', why: '' },
      b: { outcome: null, why: '' },
    });
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
