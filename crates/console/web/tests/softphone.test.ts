import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeskNow } from '$lib/api/wire';
import type { Phone, PhoneCall, PhoneState } from '$lib/phone/phone';
import { memory } from './memory';

const asked = vi.hoisted(() => [] as string[]);
const phone = vi.hoisted(() => ({ tell: (_: PhoneState) => {}, done: [] as string[] }));

vi.mock('$lib/api/house', () => ({ askCall: (what: string) => Promise.resolve(void asked.push(what)) }));
vi.mock('$lib/phone/phone', () => ({
  openPhone: () =>
    Promise.resolve({
      watch: (tell: (state: PhoneState) => void) => (phone.tell = tell),
      start: () => phone.done.push('start'),
      stop: () => phone.done.push('stop'),
      answer: () => Promise.resolve(void phone.done.push('answer')),
      hangUp: () => phone.done.push('hangUp'),
    } as unknown as Phone),
}));

const { Softphone } = await import('../src/apps/agent/softphone.svelte');

const desk = (id: string, phase: 'talking' | 'lost' = 'talking') => ({ call: { id, phase } }) as unknown as DeskNow;
const state = (phase: PhoneCall['phase'] | null, more: Partial<PhoneCall> = {}): PhoneState => ({
  line: 'up',
  call: phase === null ? null : { direction: 'in', id: 'c', resume: false, phase, since: 0, muted: false, keypad: false, quality: null, fault: null, ...more },
});

async function opened() {
  const softphone = new Softphone();
  await softphone.open('noura', 'نورة');
  return softphone;
}

beforeEach(() => {
  vi.stubGlobal('localStorage', memory());
  vi.stubGlobal('navigator', {});
  asked.length = 0;
  phone.done.length = 0;
});

describe('the softphone', () => {
  it('answers what rings, and what is about to ring once it does', async () => {
    const softphone = await opened();
    softphone.accept('c');
    expect(phone.done).toEqual(['start']);
    phone.tell(state('ringing'));
    expect(phone.done).toEqual(['start', 'answer']);
    phone.tell(state('ringing'));
    expect(phone.done).toEqual(['start', 'answer']);
  });

  it('does not answer another call in place of the one that was accepted', async () => {
    const softphone = await opened();
    softphone.accept('c');
    phone.tell(state('ringing', { id: 'other' }));
    expect(phone.done).toEqual(['start']);
  });

  it('asks to be brought back after a reload, not again and again', async () => {
    localStorage.setItem('wasl.phone.call', 'c');
    const softphone = await opened();
    phone.tell(state(null));
    for (const now of [10_000, 11_000, 12_000, 14_500]) softphone.comeBack(desk('c', 'lost'), now);
    expect(asked).toEqual(['reattach', 'reattach']);
  });

  it('remembers the call it talks in, and forgets it when the house says it is over', async () => {
    const softphone = await opened();
    phone.tell(state('talking'));
    expect(softphone.mine).toBe('c');
    softphone.forget();
    expect(softphone.mine).toBeNull();
  });

  it('does not ask to come back into a call that the agent ended', async () => {
    const softphone = await opened();
    phone.tell(state('talking'));
    await softphone.hangUp(desk('c'));
    phone.tell(state('ended'));
    softphone.comeBack(desk('c'), 50_000);
    expect([phone.done.at(-1), asked]).toEqual(['hangUp', []]);
    for (const phase of ['ringing', 'talking', 'broken'] as const) phone.tell(state(phase));
    softphone.comeBack(desk('c'), 60_000);
    expect(asked, 'but into the same call, answered anew').toEqual(['reattach']);
  });

  it('lets the house end a call that it has no path to', async () => {
    const softphone = await opened();
    phone.tell(state('broken'));
    await softphone.hangUp(desk('c'));
    expect(asked).toEqual(['hang-up']);
  });
});
