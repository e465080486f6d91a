/** Comments of a call in threads, and the one that is being written. */
import type { Id, Span } from '$lib/api/wire';
import type { Comment } from './reviews';

/** What begins a thread, by its place in the sound; an answer whose comment is gone begins one of its own. */
export function threads(items: readonly Comment[]): Comment[] {
  const there = new Set(items.map(({ id }) => id));
  return items.filter(({ reply_to }) => reply_to === null || !there.has(reply_to)).sort((a, b) => a.span.start - b.span.start);
}

/** The answers to a comment, oldest first. */
export function replies(items: readonly Comment[], id: Id): Comment[] {
  return items.filter(({ reply_to }) => reply_to === id).sort((a, b) => a.made_at - b.made_at);
}

/** A comment being written, with the stretch it is about. */
export interface Begun {
  span: Span;
  text: string;
}

const name = (call: Id) => `wasl.draft.comment.${call}`;

export const begun = {
  of(call: Id): Begun | null {
    try {
      const kept = JSON.parse(sessionStorage.getItem(name(call)) ?? 'null') as Begun | null;
      return typeof kept?.text === 'string' && typeof kept.span?.start === 'number' ? kept : null;
    } catch {
      return null;
    }
  },
  /** Keeps it; without a word there is nothing to keep. */
  keep(call: Id, { span, text }: Begun): void {
    try {
      if (text.trim() === '') sessionStorage.removeItem(name(call));
      else sessionStorage.setItem(name(call), JSON.stringify({ span, text }));
    } catch {
      // A full or private browser keeps no draft; the comment itself goes on.
    }
  },
};
