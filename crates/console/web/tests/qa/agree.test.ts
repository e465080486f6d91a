import { expect, it } from 'vitest';
import { meeting, missing, offers, parted, type Gap, type Judging, type WholeFinding } from '../../src/apps/qa/state/agree';
import { arc, band, leastAgreed, monthOf, partsOf, ranked, turn } from '../../src/apps/qa/state/figures';
import { placesOf } from '../../src/apps/qa/state/place';

const nothing: Judging = { verdict: null, reason: null, phone: null, branch: null, note: '' };
const gap = (key: string, findings: number, more: Partial<Gap> = {}): Gap => ({ key, findings, contradicted: 0, kept: 0, no_fault: 0, waiting: findings, lesson_at: null, before: null, after: null, ...more });

it('a verdict needs evidence of both sides, or the word that nothing is recorded', () => {
  expect(missing(nothing)).toEqual(['phone', 'branch', 'verdict', 'reason']);
  const one: Judging = { ...nothing, verdict: 'contradicted', reason: 'not_told', phone: { kind: 'quote', span: null, words: 'غدا' } };
  expect(missing(one)).toEqual(['branch']);
  expect(missing({ ...one, branch: { kind: 'not_recorded' } })).toEqual([]);
  expect(missing({ ...one, branch: { kind: 'not_recorded' }, reason: 'other', note: ' ' })).toEqual(['note']);
});

const quoted = (words: string) => ({ words, span: null });
/** A satisfied call, then a visit left sad; what is `more` is otherwise. */
function found(branch: string, more: Partial<WholeFinding> = {}): WholeFinding {
  const visit = { id: 'v1', customer: 'u1', branch: 'العليا', at: 50, reason: null, served_by: null, notes: '', outcomes: [], left: 'sad', said: [] };
  return { finding: { promise: null, phone: quoted('غدًا'), branch: quoted(branch) }, answer: null, visit_known: visit, call_known: { began: 9, mood_last: 'satisfied' }, ...more } as unknown as WholeFinding;
}
const feels = (mood: string) => `left ${mood}`;
const offered = (name: 'phone' | 'branch', whole: WholeFinding) => offers(name, whole, feels).map(({ of, evidence }) => `${of}: ${evidence.words}`);

it('a quote without words is never evidence; what else is written down is', () => {
  expect(offered('phone', found(''))).toEqual(['quote: غدًا']);
  expect(offered('branch', found('ثلاثون يومًا'))).toEqual(['quote: ثلاثون يومًا']);
  expect(offered('branch', found('ثلاثون', { answer: { text: 'نعم', by: 'reem', at: 1 } }))).toEqual(['quote: ثلاثون', 'answer: نعم']);
  expect(offered('branch', found('  '))).toEqual(['mood: left sad']);
  const visit = { ...found('').visit_known!, notes: 'حضر', outcomes: [{ promise: 'p1', outcome: 'not_kept' as const, why: 'النظام' }, { promise: 'p2', outcome: 'kept' as const, why: null }] };
  expect(offered('branch', found('', { visit_known: visit }))).toEqual(['why: النظام', 'notes: حضر', 'mood: left sad']);
  expect(offered('branch', found('', { visit_known: null }))).toEqual([]);
});

it('a side is shown when its own call or visit was, whatever came later', () => {
  expect([meeting('phone', found('')), meeting('branch', found(''))]).toEqual([{ at: 9, left: 'satisfied' }, { at: 50, left: 'sad' }]);
  expect(meeting('branch', found('', { visit_known: null }))).toBeNull();
});

it('the part of a quote is found by bytes, and no letter is cut', () => {
  const words = 'بيرجع يوم الأحد 👍 إن شاء الله';
  const start = new TextEncoder().encode('بيرجع ').length;
  const end = start + new TextEncoder().encode('يوم الأحد').length;
  expect(parted(words, { start, end })).toEqual(['بيرجع ', 'يوم الأحد', ' 👍 إن شاء الله']);
  expect(parted(words, { start: start + 1, end: end - 1 })).toEqual(['بيرجع ', 'يوم الأحد', ' 👍 إن شاء الله']);
  expect(parted('', { start: 0, end: 9 })).toEqual(['', '', '']);
});

it('gaps are ranked, and a lesson helped when fewer are found after it', () => {
  expect(ranked([gap('a', 2), gap('b', 0), gap('c', 9)]).map(({ key }) => key)).toEqual(['c', 'a']);
  expect(partsOf(gap('a', 5, { contradicted: 2, waiting: 3 }))).toEqual([{ part: 'contradicted', n: 2 }, { part: 'waiting', n: 3 }]);
  expect([turn({ before: 9, after: 4 }), turn({ before: 4, after: 9 }), turn({ before: 4, after: 4.01 }), turn({ before: null, after: 4 })]).toEqual(['better', 'worse', 'same', null]);
});

it('what reviewers agree on least comes first', () => {
  const questions = [{ question: 'a', pairs: 3, equal: 0.5, kappa: 0.8 }, { question: 'b', pairs: 3, equal: 0.5, kappa: null }, { question: 'c', pairs: 3, equal: 0.5, kappa: 0.1 }];
  expect(leastAgreed(questions).map(({ question }) => question)).toEqual(['c', 'a', 'b']);
  expect([0.39, 0.4, 0.6].map(band)).toEqual(['low', 'fair', 'good']);
});

it('a month is whole, and a ring closes', () => {
  const { from, to } = monthOf(new Date(2026, 0, 15).getTime(), 1);
  expect([new Date(from).getMonth(), new Date(from).getDate(), new Date(to).getMonth(), new Date(to).getDate()]).toEqual([11, 1, 0, 1]);
  expect(arc(0, 1)).toContain('A1 1 0 1 1');
  expect(arc(0, 0.25)).toBe('M0.0000 -1.0000A1 1 0 0 1 1.0000 -0.0000');
});

it('an agent sees calls and what waits for them, a branch what it is asked and promised, everybody the people', () => {
  expect([placesOf('agent'), placesOf('branch'), placesOf('qa').length]).toEqual([['calls', 'mine', 'customers'], ['consistency', 'promises', 'customers'], 8]);
});
