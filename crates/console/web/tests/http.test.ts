import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem, ask } from '$lib/api/http';
import { session } from '$lib/api/session.svelte';
import { sentence } from '$lib/ui/faults';

/** A house with one session; who is signed in and their token may change beside the page. */
let house: { name: string | null; csrf: string };
let asked: string[];

const answer = (status: number, body: unknown = null) => new Response(body === null ? null : JSON.stringify(body), { status });
function answers(path: string, init: RequestInit): Response {
  const csrf = (init.headers as Record<string, string>)['X-Wasl-CSRF'] ?? '';
  asked.push(`${init.method} ${path} ${csrf}`.trim());
  if (house.name === null) return answer(401, { detail: 'sign in first' });
  if (path === '/api/v1/me') return answer(200, { name: house.name, csrf: house.csrf });
  if (init.method !== 'GET' && csrf !== house.csrf) return answer(403, { detail: 'send the header', code: 'csrf' });
  return answer(204);
}

beforeEach(async () => {
  asked = [];
  house = { name: 'sami', csrf: 'one' };
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => Promise.resolve(answers(path, init)));
  await session.look();
  asked = [];
});
afterEach(() => vi.unstubAllGlobals());

describe('a request', () => {
  it('refused because its user signed in anew beside the page is asked again with the new token', async () => {
    house.csrf = 'two';
    await ask('POST', '/api/v1/x', {});
    expect(asked).toEqual(['POST /api/v1/x one', 'GET /api/v1/me', 'POST /api/v1/x two']);
  });

  it('is not asked again in the name of somebody else', async () => {
    house = { name: 'huda', csrf: 'two' };
    await expect(ask('POST', '/api/v1/x', {})).rejects.toMatchObject({ status: 403, code: 'csrf' });
    expect(asked).toHaveLength(2);
    expect(session.me?.name).toBe('huda');
  });

  it('after the session ended says so, and the page goes on knowing whose it was', async () => {
    house.name = null;
    const why = await ask('GET', '/api/v1/x').catch((problem: unknown) => problem);
    expect(sentence(why)).not.toBe(sentence(new Problem(403, '')));
    expect([session.over, session.me?.name]).toEqual([true, 'sami']);
    house = { name: 'sami', csrf: 'three' };
    await session.look();
    expect(session.over).toBe(false);
  });

  it('that may not be asked is refused once, and nothing is told as new', async () => {
    const { me } = session;
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => Promise.resolve(path.endsWith('/me') ? answers(path, init) : answer(403)));
    await expect(ask('GET', '/api/v1/x')).rejects.toMatchObject({ status: 403 });
    expect(session.me).toBe(me);
  });
});

/** A way for sound that says when something of it has gone. */
class Way {
  static last: Way;
  upload: { onprogress?: () => void; onload?: () => void } = {};
  status = 204;
  statusText = '';
  responseText = '';
  onload?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  constructor() {
    Way.last = this;
  }
  open = () => undefined;
  setRequestHeader = () => undefined;
  getResponseHeader = () => null;
  send = () => undefined;
  abort = () => this.onabort?.();
}

describe('sound on its way', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('XMLHttpRequest', Way);
  });
  afterEach(() => vi.useRealTimers());

  it('may take as long as it moves', async () => {
    const sent = ask('PUT', '/api/v1/sound', new Blob(['x']));
    for (let n = 0; n < 10; n++) {
      await vi.advanceTimersByTimeAsync(50_000);
      Way.last.upload.onprogress?.();
    }
    Way.last.onload?.();
    await expect(sent).resolves.toBeUndefined();
  });

  it('that stands still has no line', async () => {
    const sent = ask('PUT', '/api/v1/sound', new Blob(['x'])).catch((problem: unknown) => problem);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await sent).toMatchObject({ status: 0 });
  });
});
