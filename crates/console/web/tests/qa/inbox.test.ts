import { expect, it } from 'vitest';
import type { Inbox } from '../../src/lib/api/wire';
import { waiting } from '../../src/apps/qa/state/inbox';

const sheet = (id: string, at: number, why: string) => ({ id, call: `c${id}`, score: { score: 61.5 }, may: [], sheet: { author: 'mona', agent: 'noura', history: [{ at: 1, why: null }, { at, why }] } });
const inbox = {
  to_score: [{ call: 'late', agent: 'omar', drawn_at: 9, second: 'me' }, { call: 'early', agent: 'noura', drawn_at: 2, second: 'salem' }],
  mentions: [{ id: '1', call: 'c', span: { start: 4_000, end: 5_000 }, author: 'mona', text: '@me <b>', made_at: 7 }],
  disputes: [sheet('2', 8, 'later'), sheet('1', 3, 'heard it')],
  about_me: [],
} as unknown as Inbox;

it('what waits is in the order of work, the longest waiting first', () => {
  const parts = waiting(inbox, 'me');
  expect(parts.map(({ kind, items }) => [kind, items.map(({ call }) => call)])).toEqual([
    ['toScore', ['early', 'late']],
    ['disputes', ['c1', 'c2']],
    ['mentions', ['c']],
    ['aboutMe', []],
  ]);
});

it('each row leads to its place', () => {
  const [toScore, disputes, mentions] = waiting(inbox, 'me').map(({ items }) => items);
  expect(toScore!.map(({ second }) => second)).toEqual([false, true]);
  expect(disputes![0]).toMatchObject({ tab: 'score', agent: 'noura', by: 'mona', score: 61.5, text: 'heard it', since: 3 });
  expect(mentions![0]).toMatchObject({ tab: 'comments', ms: 4_000, text: '@me <b>' });
});
