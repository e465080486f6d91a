// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Comments from '../../src/apps/qa/call/Comments.svelte';
import { c } from '../../src/apps/qa/call/words';
import { session } from '../../src/lib/api/session.svelte';
import { toasts } from '../../src/lib/ui/toasts.svelte';

const item = { id: 'a', call: 'call', author: 'mona', span: { start: 1_000, end: 2_000 }, text: 'لماذا؟', mentions: [], reply_to: null, resolved: null, made_at: 1, changed_at: 1 };
let at = 0;
const shown = (items: unknown[] = []) =>
  render(Comments, { call: 'call', items: items as never, problem: null, again: () => undefined, player: {} as never, span: () => ({ start: at, end: at + 1_000 }) });

beforeEach(() => {
  sessionStorage.clear();
  at = 60_000;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the form of a comment', () => {
  it('is closed by Escape also with words in it, and goes on about the same stretch', async () => {
    const { getByRole, queryByRole, findByRole } = shown();
    getByRole('button', { name: new RegExp(c.comment) }).click();
    await fireEvent.input(await findByRole('textbox'), { target: { value: 'هنا' } });
    at = 120_000;
    await fireEvent.keyDown(getByRole('textbox'), { key: 'Escape' });
    expect(queryByRole('textbox')).toBeNull();
    getByRole('button', { name: new RegExp(c.comment) }).click();
    const field = (await findByRole('textbox')) as HTMLTextAreaElement;
    expect(field.value).toBe('هنا');
    expect(field.closest('label')?.textContent).toContain('1:00');
  });

  it('is open again after a reload, about the same stretch', async () => {
    const first = shown();
    first.getByRole('button', { name: new RegExp(c.comment) }).click();
    await fireEvent.input(await first.findByRole('textbox'), { target: { value: 'هنا' } });
    cleanup();
    at = 120_000;
    const field = shown().getByRole('textbox') as HTMLTextAreaElement;
    expect([field.value, field.closest('label')?.textContent?.includes('1:00')]).toEqual(['هنا', true]);
  });
});

describe('a comment with answers', () => {
  it('is not deleted, and it is said why', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"detail":"it has replies"}', { status: 409 })));
    session.me = { name: 'mona', role: 'qa' } as never;
    const told = vi.spyOn(toasts, 'fault');
    shown([item]).getByRole('button', { name: c.comments.delete }).click();
    await waitFor(() => expect(told).toHaveBeenCalledWith(c.comments.answered));
  });
});
