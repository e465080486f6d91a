import { describe, expect, it } from 'vitest';
import type { PhoneState } from '$lib/phone/phone';
import { FlowWatch, PATIENCE_MS, type Sample, quality } from '$lib/phone/quality';
import { gone, loudness } from '$lib/phone/sound';
import { type PhoneEvent, next } from '$lib/phone/state';

const off: PhoneState = { line: 'off', call: null };
const after = (...events: PhoneEvent[]) => events.reduce(next, off);
const incoming = (resume = false): PhoneEvent => ({ type: 'incoming', id: 'c', resume, at: 1 });
const flow = (flow: 'waiting' | 'flowing' | 'broken' | 'no_path' | 'no_sound', at = 5): PhoneEvent => ({ type: 'flow', flow, keypad: flow === 'flowing', quality: null, at });

describe('the phone', () => {
  it('is connecting after the answer and talking only when packets flow', () => {
    expect(after(incoming()).call?.phase).toBe('ringing');
    expect(after(incoming(), { type: 'answered', at: 2 }).call?.phase).toBe('connecting');
    expect(after(incoming(), { type: 'answered', at: 2 }, flow('waiting')).call?.phase).toBe('connecting');
    expect(after(incoming(), { type: 'answered', at: 2 }, flow('flowing')).call).toMatchObject({ phase: 'talking', since: 5, keypad: true });
  });
  it('says why no sound comes, and takes it back when it does', () => {
    const stuck = after(incoming(), { type: 'answered', at: 2 }, flow('no_path'));
    expect(stuck.call).toMatchObject({ phase: 'connecting', fault: 'no_path', keypad: false });
    expect(next(stuck, flow('flowing')).call).toMatchObject({ phase: 'talking', fault: null });
  });
  it('keeps the keypad off while the path is broken', () => {
    const broken = after(incoming(), { type: 'answered', at: 2 }, flow('flowing'), flow('broken', 9), flow('broken', 11));
    expect(broken.call).toMatchObject({ phase: 'broken', since: 9, keypad: false });
  });
  it('stays muted when it is brought back into a call', () => {
    const muted = after(incoming(), { type: 'answered', at: 2 }, { type: 'muted', muted: true }, incoming(true));
    expect(muted.call).toMatchObject({ phase: 'ringing', resume: true, muted: true });
    expect(next(muted, incoming()).call?.muted).toBe(false);
  });
  it('ends once and keeps the first reason', () => {
    const ended = after(incoming(), { type: 'ended', fault: 'refused' }, { type: 'ended', fault: null }, flow('flowing'));
    expect(ended.call).toMatchObject({ phase: 'ended', fault: 'refused' });
  });
  it('tells nothing new when nothing is new', () => {
    const up = after({ type: 'line', line: 'up' });
    expect(next(up, { type: 'line', line: 'up' })).toBe(up);
    expect(next(up, { type: 'muted', muted: true })).toBe(up);
  });
});

const sample = (at: number, received: number, more: Partial<Sample> = {}): Sample => ({ at, ice: 'connected', received, lost: 0, jitterMs: 5, rttMs: 20, ...more });

describe('the flow of sound', () => {
  it('is there when the path is up and packets came', () => {
    const watch = new FlowWatch(0);
    expect(watch.take(sample(500, 0, { ice: 'checking' }))).toBe('waiting');
    expect(watch.take(sample(1000, 0))).toBe('waiting');
    expect(watch.take(sample(1500, 12))).toBe('flowing');
    expect(watch.take(sample(2000, 12, { ice: 'disconnected' }))).toBe('broken');
    expect(watch.take(sample(2500, 13))).toBe('flowing');
  });
  it('is told to be missing within eight seconds, and why', () => {
    expect(PATIENCE_MS + 500).toBeLessThan(8000);
    expect(new FlowWatch(0).take(sample(PATIENCE_MS, 0, { ice: 'checking' }))).toBe('no_path');
    expect(new FlowWatch(0).take(sample(PATIENCE_MS, 0, { ice: 'failed' }))).toBe('no_path');
    expect(new FlowWatch(0).take(sample(PATIENCE_MS, 0))).toBe('no_sound');
  });
  it('is no worse for a pause: a caller on hold sends nothing', () => {
    const watch = new FlowWatch(0);
    watch.take(sample(500, 10));
    expect(watch.take(sample(20_000, 10))).toBe('flowing');
  });
});

describe('the quality', () => {
  it('is unknown before packets were counted twice', () => {
    expect(quality([])).toBeNull();
    expect(quality([sample(0, 10)])).toBeNull();
    expect(quality([sample(0, 10), sample(500, 10)])).toBeNull();
  });
  it('is good on a clean line and poor when one packet in twenty is lost', () => {
    expect(quality([sample(0, 0), sample(4000, 200)])).toMatchObject({ word: 'good', bars: 3 });
    expect(quality([sample(0, 0), sample(4000, 195, { lost: 5 })])).toMatchObject({ word: 'fair', bars: 2 });
    expect(quality([sample(0, 0), sample(4000, 190, { lost: 10 })])).toMatchObject({ word: 'poor', bars: 1, lossPct: 5 });
    expect(quality([sample(0, 0), sample(4000, 200, { jitterMs: 45 })])?.word).toBe('fair');
    expect(quality([sample(0, 0), sample(4000, 200, { rttMs: 700 })])?.word).toBe('poor');
  });
  it('forgets old loss after four seconds', () => {
    expect(quality([sample(0, 0), sample(2000, 80, { lost: 20 }), sample(4000, 180, { lost: 20 }), sample(6100, 285, { lost: 20 })])?.word).toBe('good');
  });
});

describe('the devices', () => {
  it('fall back place by place when one is unplugged', () => {
    const found = { microphones: [{ id: 'a', label: 'A' }], speakers: [{ id: 's', label: 'S' }] };
    expect(gone(found, { microphone: 'a', speaker: 's', ringer: null })).toEqual([]);
    expect(gone(found, { microphone: 'b', speaker: 's', ringer: 'x' })).toEqual(['microphone', 'ringer']);
  });
  it('meter silence as nothing and speech as much', () => {
    expect(loudness(new Float32Array(100))).toBe(0);
    expect(loudness(new Float32Array(100).fill(0.5))).toBe(1);
    const quiet = loudness(new Float32Array(100).fill(0.02));
    expect(quiet).toBeGreaterThan(0.2);
    expect(quiet).toBeLessThan(0.6);
  });
});
