/** What was wrong with a visit, by the code the house gives; where it gives none that is known, by the status. */
import type { Refusal } from './outbox';

export const FAULTS = [
  'unanswered', 'not_theirs', 'no_reason', 'answered_twice', 'different', 'too_long', 'no_customer', 'ticket_unknown', 'ticket_shared', 'future', 'other_branch',
  'no_branch', 'bad_number', 'no_number', 'forbidden', 'sound', 'other',
] as const;
export type Fault = (typeof FAULTS)[number];

export function faultOf({ code, status, step }: Refusal): Fault {
  const known = FAULTS.find((fault) => fault === code);
  if (known) return known;
  if (step === 'sound') return 'sound';
  if (status === 422) return 'unanswered';
  return status === 403 ? 'forbidden' : 'other';
}

/** Answers that nobody can change any more: their promise is not asked about now. */
export const isOfPromise = ({ code, status }: Refusal): boolean => code === 'not_theirs' || code === 'answered_twice' || (status === 422 && code === null);
