/** Which columns the list shows: kept in this browser. */
export const COLUMNS = ['when', 'who', 'agent', 'about', 'length', 'mood', 'steps', 'promise', 'score', 'review', 'ending'] as const;
export type Column = (typeof COLUMNS)[number];

const KEPT = 'wasl.qa.columns.hidden';
/** The way to a call is never hidden. */
const ALWAYS: readonly Column[] = ['when'];

export function hiddenOf(kept: string | null): Column[] {
  const names = (kept ?? '').split(',');
  return COLUMNS.filter((column) => names.includes(column) && !ALWAYS.includes(column));
}

export const hidden = (): Column[] => hiddenOf(localStorage.getItem(KEPT));

/** Shows a column that was hidden, or hides it; gives what is hidden now. */
export function toggle(column: Column): Column[] {
  const now = hidden();
  const next = ALWAYS.includes(column) ? now : now.includes(column) ? now.filter((one) => one !== column) : [...now, column];
  localStorage.setItem(KEPT, next.join(','));
  return next;
}
