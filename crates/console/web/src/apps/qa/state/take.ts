/** A call's words as plain text to take along: a line per turn, with its moment and who spoke. */
import { clock } from '$lib/format/time';
import type { Turn } from './shapes';

/** A turn is one line, whatever was typed into it. */
const CONTROLS = /[\u0000-\u001f\u007f]/g;

export function asText(head: string, turns: readonly Turn[], who: Record<Turn['speaker'], string>): string {
  const lines = turns.map(({ span, speaker, text }) => `[${clock(span.start)}] ${who[speaker]}: ${text.replace(CONTROLS, ' ')}`);
  // Windows opens it as UTF-8 only with the mark.
  return `\ufeff${[head, '', ...lines].join('\r\n')}\r\n`;
}
