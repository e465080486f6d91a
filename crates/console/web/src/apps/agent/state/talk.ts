/** How a talk was shared, counted from who spoke when; told softly, to the agent only. */
import type { Turn } from './story';

/** Shorter overlaps are "mm" and "yes", not interruptions. */
const OVERLAP_MS = 400;

export type Talk = { callerPct: number; interruptions: number };

/** `null` while too little was said. */
export function talk(turns: readonly Turn[]): Talk | null {
  const length = (side: Turn['speaker']) =>
    turns.reduce((sum, turn) => (turn.speaker === side ? sum + turn.end - turn.start : sum), 0);
  const [caller, agent] = [length('caller'), length('agent')];
  if (agent === 0 || caller + agent < 10_000) return null;
  return { callerPct: Math.round((100 * caller) / (caller + agent)), interruptions: interruptions(turns) };
}

function interruptions(turns: readonly Turn[]): number {
  const callers = turns.filter((turn) => turn.speaker === 'caller');
  const cuts = (agent: Turn) =>
    callers.some((caller) => caller.start < agent.start && Math.min(caller.end, agent.end) - agent.start > OVERLAP_MS);
  return turns.filter((turn) => turn.speaker === 'agent' && cuts(turn)).length;
}
