/** What can come of calling a silent customer; that they came back by themselves the house sees alone. */
import type { OutreachOutcome } from './api/wire';

/** Calls without an answer after which the house closes it. */
export const MOST_UNANSWERED = 3;

export const OUTCOMES = ['glad', 'reached', 'no_answer', 'wrong_number', 'declined'] as const satisfies readonly OutreachOutcome[];
