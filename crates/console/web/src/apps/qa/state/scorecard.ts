/** A scorecard while it is filled in: who answered, what is missing, what it comes to. */
import type { Answer, Form, Mark, Marks, Proof, Question, Sheet } from './reviews';

export const questionsOf = (form: Form): Question[] => form.sections.flatMap((section) => section.questions);

export function sameAnswer(a: Answer | null | undefined, b: Answer | null | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}
const sorted = (answer: Answer | null | undefined) => (answer ? Object.entries(answer).sort(([a], [b]) => a.localeCompare(b)) : null);

/** A person's answer; what the machine suggested stays beside it, and its evidence too while it agrees. */
export function answered(marks: Marks, question: string, answer: Answer): Marks {
  const before = marks[question];
  const suggested = before?.by === 'machine' ? before.answer : (before?.suggested ?? null);
  const mark: Mark = { answer, by: 'person', suggested, evidence: before?.evidence ?? [], comment: before?.comment ?? null };
  return { ...marks, [question]: mark };
}

export function withProof(marks: Marks, question: string, proof: Proof): Marks {
  const mark = marks[question];
  return mark ? { ...marks, [question]: { ...mark, evidence: [...mark.evidence, proof] } } : marks;
}

export function withoutProof(marks: Marks, question: string, at: number): Marks {
  const mark = marks[question];
  return mark ? { ...marks, [question]: { ...mark, evidence: mark.evidence.filter((_, n) => n !== at) } } : marks;
}

export function withNote(marks: Marks, question: string, comment: string): Marks {
  const mark = marks[question];
  return mark ? { ...marks, [question]: { ...mark, comment: comment.trim() === '' ? null : comment } } : marks;
}

/** What a person has not answered yet: such a sheet is not published. */
export const unanswered = (form: Form, marks: Marks): Question[] => questionsOf(form).filter(({ id }) => marks[id]?.by !== 'person');

/** What an answer is worth, 0 to 1; `null` counts for nothing. */
export function worth(question: Question, answer: Answer): number | null {
  if (answer.kind === 'yes') return answer.yes ? 1 : 0;
  if (answer.kind === 'points') return question.answer.kind === 'scale' && question.answer.most > 0 ? answer.points / question.answer.most : null;
  if (answer.kind === 'chosen') return question.answer.kind === 'choice' ? (question.answer.options.find(({ id }) => id === answer.option)?.percent ?? 0) / 100 : null;
  return null;
}

/** The score so far as the house counts it: weighted, what does not apply left out, nought when a fatal item failed. */
export function scoreOf(form: Form, marks: Marks): { score: number | null; fatal: string[] } {
  let [sum, weight] = [0, 0];
  const fatal: string[] = [];
  for (const question of questionsOf(form)) {
    const mark = marks[question.id];
    const value = mark ? worth(question, mark.answer) : null;
    if (value === null) continue;
    if (question.fatal && value === 0) fatal.push(question.id);
    sum += value * question.weight;
    weight += question.weight;
  }
  if (weight === 0) return { score: null, fatal };
  return { score: fatal.length > 0 ? 0 : Math.round((100 * sum) / weight), fatal };
}

/** What a person wrote: the machine's suggestions stay with the house. */
export function written(marks: Marks): Record<string, Pick<Mark, 'answer' | 'evidence' | 'comment'>> {
  const own = Object.entries(marks).filter(([, { by }]) => by === 'person');
  return Object.fromEntries(own.map(([id, { answer, evidence, comment }]) => [id, { answer, evidence, comment }]));
}

/** What was written and not yet taken by the house. */
export interface Kept {
  marks: Marks;
  comment: string;
}

/** What a sheet opens with: of a draft, what the house has not taken yet counts. */
export function newest(sheet: Sheet, kept: Kept | null): Kept {
  return kept && sheet.state === 'draft' ? kept : { marks: sheet.marks, comment: sheet.comment ?? '' };
}
