import { Problem } from '../api/http';
import { common } from '../i18n/common';
import { toasts } from './toasts.svelte';

/** A problem as a sentence: what happened, and what it means for the reader. */
export function sentence(problem: unknown): string {
  if (!(problem instanceof Problem)) return common.faults.other(problem instanceof Error ? problem.message : String(problem));
  switch (problem.kind) {
    case 'offline':
      return common.faults.offline;
    case 'signed_out':
      return common.faults.signedOut;
    case 'forbidden':
      return common.faults.forbidden;
    case 'missing':
      return common.faults.missing;
    case 'busy':
      return common.faults.busy;
    case 'conflict':
      return common.faults.conflict(problem.detail);
    case 'other':
      return common.faults.other(problem.detail);
  }
}

/** Does something; shows a toast when it fails. `true` when it was done. */
export async function attempt(what: () => Promise<unknown>): Promise<boolean> {
  try {
    await what();
    return true;
  } catch (problem) {
    toasts.fault(sentence(problem));
    return false;
  }
}
