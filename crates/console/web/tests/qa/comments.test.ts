import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { begun, replies, threads } from '../../src/apps/qa/state/comments';
import type { Comment } from '../../src/apps/qa/state/reviews';
import { drop, keep, kept } from '../../src/apps/qa/score/drafts';
import { memory } from '../memory';

const comment = (id: string, start: number, reply_to: string | null = null) => ({ id, span: { start, end: start + 1 }, reply_to, made_at: start }) as Comment;

describe('comments', () => {
  it('stand in threads, and an answer whose comment is gone is not lost', () => {
    const items = [comment('c', 9), comment('b', 5, 'a'), comment('a', 1), comment('x', 3, 'gone'), comment('y', 4, 'x')];
    expect(threads(items).map(({ id }) => id)).toEqual(['a', 'x', 'c']);
    expect([replies(items, 'a'), replies(items, 'x')].map((all) => all.map(({ id }) => id))).toEqual([['b'], ['y']]);
  });
});

describe('a comment that is being written', () => {
  beforeEach(() => vi.stubGlobal('sessionStorage', memory()));
  afterEach(() => vi.unstubAllGlobals());

  it('keeps the stretch it is about through a reload', () => {
    begun.keep('call', { span: { start: 3, end: 9 }, text: 'لماذا؟' });
    expect(begun.of('call')).toEqual({ span: { start: 3, end: 9 }, text: 'لماذا؟' });
    expect(begun.of('other')).toBeNull();
    begun.keep('call', { span: { start: 3, end: 9 }, text: ' ' });
    expect(begun.of('call')).toBeNull();
  });

  it('of an older page is let go of, not read as something else', () => {
    sessionStorage.setItem('wasl.draft.comment.call', 'words only');
    expect(begun.of('call')).toBeNull();
  });
});

describe('a scorecard on a full device', () => {
  afterEach(() => vi.unstubAllGlobals());
  it('is still written: only its draft is not kept', () => {
    const full = () => {
      throw new Error('full');
    };
    vi.stubGlobal('localStorage', { setItem: full, getItem: full, removeItem: full });
    expect(() => (keep('sheet', { marks: {}, comment: '' } as never), drop('sheet'))).not.toThrow();
    expect(kept('sheet')).toBeNull();
  });
});
