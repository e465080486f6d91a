/** How a promise stands, as a sign. */
import type { PromiseState } from '$lib/api/wire';

const SIGNS: Record<PromiseState, string> = { suggested: '◇', open: '○', kept: '✓', partly_kept: '◐', broken: '✗' };
/** Open and due within this is soon. */
const SOON_MS = 24 * 3_600_000;

export function signOf({ state, due }: { state: PromiseState; due?: number | null }, now_ms: number): { sign: string; late: boolean } {
  const left = state === 'open' && due != null ? due - now_ms : Infinity;
  return { sign: left < SOON_MS && left >= 0 ? '◔' : SIGNS[state], late: left < 0 };
}
