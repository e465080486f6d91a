import { expect, it } from 'vitest';
import type { JourneyStep, Mood } from '$lib/api/wire';
import type { Finding } from '../../src/apps/qa/state/agree';
import { about, arrow, channelOf, channelsIn, findingsOf, numbered, placeOfStep, points } from '../../src/apps/qa/state/journey';

const step = (kind: JourneyStep['kind'], mood: Mood | null = null, more: Partial<JourneyStep> = {}): JourneyStep => ({
  kind, at: 0, call: null, visit: null, promise: null, branch: null, agent: null, intent: null, text: null, mood: mood ? { mood, source: 'machine', confidence: 0.8 } : null, ...more,
});
const finding = (more: Partial<Omit<Finding, 'finding'>> & { promise?: string }) => ({ id: 'f', customer: null, call: null, visit: null, ...more, finding: { promise: more.promise ?? null } }) as unknown as Finding;

it('every step is of one channel, and channels are named in one order', () => {
  expect(channelsIn([step('promise_broken'), step('visit'), step('abandoned'), step('web'), step('phone')])).toEqual(['phone', 'web', 'branch', 'promise']);
  expect([channelOf('ivr'), channelOf('callback'), channelOf('promise_made')]).toEqual(['ivr', 'callback', 'promise']);
});

it('a step keeps its number under a filter, and one is the worst', () => {
  const all = numbered([step('phone'), step('visit', 'angry'), step('phone')], 1);
  expect(all.filter(({ kind }) => kind === 'phone').map(({ n, worst }) => [n, worst])).toEqual([[0, false], [2, false]]);
  expect(all[1]!.worst).toBe(true);
});

it('better moods stand higher, and a step whose mood nobody saw stands where the one before did', () => {
  const [unknown, glad, promise, angry] = points([step('ivr'), step('phone', 'satisfied'), step('promise_made'), step('visit', 'angry')], 80, 200, 20);
  expect([unknown!.x, glad!.x, angry!.x]).toEqual([40, 120, 280]);
  expect(unknown).toMatchObject({ y: 100, felt: false });
  expect(glad!.y).toBeLessThan(unknown!.y);
  expect(promise).toMatchObject({ y: glad!.y, felt: false });
  expect(angry).toMatchObject({ y: 180, felt: true });
});

it('arrows go as the picture is read', () => {
  expect([arrow('ArrowLeft', 1, 3, true), arrow('ArrowLeft', 1, 3, false), arrow('ArrowRight', 2, 3, false), arrow('Home', 2, 3, true), arrow('End', 0, 3, true), arrow('Enter', 0, 3, true)]).toEqual([2, 0, 2, 0, 2, null]);
});

it('a step leads to its call for those who may read it, and to the promise where it is one', () => {
  const talk = step('phone', null, { call: 'c1', agent: 'noura' });
  expect(placeOfStep(talk, { name: 'mona', role: 'qa' })).toEqual({ page: 'calls', id: 'c1', tab: null });
  expect(placeOfStep({ ...talk, promise: 'p1' }, { name: 'noura', role: 'agent' })).toEqual({ page: 'calls', id: 'c1', tab: 'promises' });
  expect([placeOfStep(talk, { name: 'omar', role: 'agent' }), placeOfStep(talk, { name: 'reem', role: 'branch' }), placeOfStep(step('visit'), { name: 'mona', role: 'qa' })]).toEqual([null, null, null]);
});

it('differences are shown at the step in which they were found', () => {
  const [visit, promise, call] = [finding({ visit: 'v1', call: 'c1' }), finding({ call: 'c1', promise: 'p1' }), finding({ call: 'c2', customer: 'u2' })];
  const all = [visit, promise, call];
  expect(findingsOf(step('visit', null, { visit: 'v1', call: 'c9' }), all)).toEqual([visit]);
  expect(findingsOf(step('promise_made', null, { call: 'c1', promise: 'p1' }), all)).toEqual([promise]);
  expect(findingsOf(step('phone', null, { call: 'c1' }), all)).toEqual([visit, promise]);
  expect(about(all, 'u1', [step('phone', null, { call: 'c1' })])).toEqual([visit, promise]);
  expect(about(all, 'u2', [])).toEqual([call]);
});
