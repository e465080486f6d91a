import { expect, it } from 'vitest';
import type { Form, Mark, Marks, Question } from '../../src/apps/qa/state/reviews';
import { sheetOf } from '../../src/apps/qa/state/reviews';
import { answered, newest, scoreOf, unanswered, withNote, withProof, withoutProof, written } from '../../src/apps/qa/state/scorecard';

const both = (text: string) => ({ ar: text, en: text });
const question = (id: string, more: Partial<Question> = {}): Question => ({ id, ask: both(id), help: null, weight: 1, answer: { kind: 'yes_no' }, fatal: false, may_skip: true, hint: null, ...more });
const form: Form = {
  id: 'care',
  version: 2,
  title: both('care'),
  sections: [
    { id: 'a', title: both('a'), questions: [question('listened', { weight: 3 }), question('kind', { answer: { kind: 'scale', most: 4 } })] },
    { id: 'b', title: both('b'), questions: [question('safe', { fatal: true }), question('how', { answer: { kind: 'choice', options: [{ id: 'half', words: both('half'), percent: 50 }, { id: 'all', words: both('all'), percent: 100 }] } })] },
  ],
};
const proof = { span: { start: 1, end: 2 }, utterance: null, words: 'آسفين' };
const machine: Mark = { answer: { kind: 'yes', yes: true }, by: 'machine', suggested: null, evidence: [proof], comment: null };

it('a person has the last word and the machine keeps its own beside it', () => {
  const marks = answered({ listened: machine }, 'listened', { kind: 'yes', yes: false });
  expect(marks.listened).toEqual({ answer: { kind: 'yes', yes: false }, by: 'person', suggested: { kind: 'yes', yes: true }, evidence: [proof], comment: null });
  expect(answered(marks, 'listened', { kind: 'skipped' }).listened!.suggested).toEqual({ kind: 'yes', yes: true });
});

it('the machine alone does not fill a sheet, and its marks are not sent as a person’s', () => {
  const marks: Marks = { listened: machine, ...answered({}, 'kind', { kind: 'points', points: 2 }) };
  expect(unanswered(form, marks).map(({ id }) => id)).toEqual(['listened', 'safe', 'how']);
  expect(written(marks)).toEqual({ kind: { answer: { kind: 'points', points: 2 }, evidence: [], comment: null } });
});

it('the score is weighted, without what does not apply', () => {
  const marks: Marks = { listened: machine, ...answered({}, 'kind', { kind: 'points', points: 2 }), ...answered({}, 'how', { kind: 'skipped' }) };
  expect(scoreOf(form, marks)).toEqual({ score: 88, fatal: [] });
  expect(scoreOf(form, {})).toEqual({ score: null, fatal: [] });
  expect(scoreOf(form, answered({}, 'how', { kind: 'chosen', option: 'half' })).score).toBe(50);
});

it('a fatal item that failed leaves nothing', () => {
  const marks = answered({ listened: machine }, 'safe', { kind: 'yes', yes: false });
  expect(scoreOf(form, marks)).toEqual({ score: 0, fatal: ['safe'] });
});

it('evidence and notes belong to an answer', () => {
  const marks = withNote(withProof({ listened: machine }, 'listened', { ...proof, words: null }), 'listened', 'جميل');
  expect([marks.listened!.evidence.length, marks.listened!.comment]).toEqual([2, 'جميل']);
  expect(withoutProof(marks, 'listened', 0).listened!.evidence).toEqual([{ ...proof, words: null }]);
  expect(withNote(marks, 'listened', '  ').listened!.comment).toBeNull();
  expect(withProof({}, 'none', proof)).toEqual({});
});

it('what the house has not taken yet counts for a draft only', () => {
  const sheet = sheetOf({ id: 's', call: 'c', score: { score: 80.4, before_fatal: 80.4, fatal_failed: [], open: [], sections: [] }, may: ['edit', 'publish'], sheet: { channel: 'phone', touch: 'c', form: 'care', version: 2, author: 'mona', agent: 'noura', blind: false, state: 'draft', marks: {}, comment: null, history: [{ at: 1, by: 'mona', role: 'author', action: 'edit', state: 'draft', score: null, why: null }] } });
  const kept = { marks: answered({}, 'kind', { kind: 'points', points: 1 }), comment: 'شكرا' };
  expect(newest(sheet, kept)).toBe(kept);
  expect(newest({ ...sheet, state: 'published' }, kept)).toEqual({ marks: {}, comment: '' });
  expect(sheet.history).toEqual([{ at: 1, user: 'mona', action: 'edit', note: null }]);
});
