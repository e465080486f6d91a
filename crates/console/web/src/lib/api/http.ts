/** Requests to the house: JSON both ways, the session's cookie, the CSRF token, RFC 9457 problems. */

/** What went wrong, in the house's words. `status` 0 is no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly retryAfter: number | null = null,
    /** What it is, for a program to tell apart what has the same status. */
    readonly code: string | null = null,
    /** The promise it is about, when it is about one. */
    readonly promise: string | null = null,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** The kind of thing that went wrong, for which a sentence is shown. */
  get kind(): 'offline' | 'signed_out' | 'forbidden' | 'missing' | 'conflict' | 'busy' | 'other' {
    switch (this.status) {
      case 0:
        return 'offline';
      case 401:
        return 'signed_out';
      case 403:
        return 'forbidden';
      case 404:
        return 'missing';
      case 409:
      case 422:
        return 'conflict';
      case 429:
      case 503:
        return 'busy';
      default:
        return 'other';
    }
  }
}

/** No answer for this long is no answer. */
const PATIENCE_MS = 15_000;
/** Sound may be on its way for long: only when nothing of it moves for this long, there is no line. */
const PATIENCE_FOR_SOUND_MS = 60_000;

let csrf = '';
let skew = 0;

/** How far the house's clock is ahead of this machine's; told by the `Date` of its answers, so to a second. */
export function skewMs(): number {
  return skew;
}

function learnSkew({ header }: Answer): void {
  const ahead = new Date(header('Date') ?? '').getTime() - Date.now();
  // Within what the header's whole seconds and the way here explain, the clocks agree.
  if (!Number.isNaN(ahead)) skew = Math.abs(ahead) < 2500 ? 0 : ahead;
}

/** The token of `GET /me`, sent with everything that changes something. */
export function useCsrf(token: string): void {
  csrf = token;
}

/** The token that is sent now. */
export function csrfToken(): string {
  return csrf;
}

let renew: (() => Promise<boolean>) | null = null;

/** Who looks, after a 401 or 403, who is signed in now: `true` when the same user is, with another token. */
export function useRenewal(look: () => Promise<boolean>): void {
  renew = look;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Answer = { ok: boolean; status: number; statusText: string; header: (name: string) => string | null; text: string };

/**
 * One request, with JSON or with a `Blob` as it is; gives the body of a 2xx answer, `undefined` for an empty one. What is
 * refused because somebody signed in anew beside this page is asked once more. Throws `Problem` only.
 */
export async function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  let answer = await once(method, path, body);
  if ((answer.status === 401 || answer.status === 403) && !isOfSession(path) && (await renew?.())) answer = await once(method, path, body);
  if (!answer.ok) throw problemOf(answer);
  return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T;
}

/** Looking who is signed in, signing in and out: their 401 and 403 are answers. */
const isOfSession = (path: string): boolean => /\/api\/v1\/(me|session)$/.test(path);

async function once(method: Method, path: string, body: unknown): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET' && csrf !== '') headers['X-Wasl-CSRF'] = csrf;
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json';
  const answer = await (body instanceof Blob ? upload(method, path, headers, body) : request(method, path, headers, body));
  learnSkew(answer);
  return answer;
}

async function request(method: Method, path: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
  const answer = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => null);
  if (answer === null) throw new Problem(0, 'no answer');
  const { ok, status, statusText } = answer;
  return { ok, status, statusText, header: (name) => answer.headers.get(name), text: await answer.text().catch(() => '') };
}

/** Sends sound. Only this kind of request tells how much of it has gone. */
function upload(method: Method, path: string, headers: Record<string, string>, body: Blob): Promise<Answer> {
  return new Promise((answered, failed) => {
    const way = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout> | undefined;
    const moves = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => way.abort(), PATIENCE_FOR_SOUND_MS);
    };
    way.open(method, path);
    for (const [name, value] of Object.entries(headers)) way.setRequestHeader(name, value);
    way.upload.onprogress = way.upload.onload = way.onprogress = moves;
    way.onload = () => {
      const { status, statusText, responseText: text } = way;
      answered({ ok: status >= 200 && status < 300, status, statusText, header: (name) => way.getResponseHeader(name), text });
    };
    way.onerror = way.onabort = () => failed(new Problem(0, 'no answer'));
    way.onloadend = () => clearTimeout(stalled);
    moves();
    way.send(body);
  });
}

function problemOf({ status, statusText, header, text }: Answer): Problem {
  const wait = Number(header('Retry-After'));
  const { detail, code, promise } = toldIn(text);
  return new Problem(status, detail ?? statusText, wait > 0 ? wait : null, code, promise);
}

function toldIn(text: string): Record<'detail' | 'code' | 'promise', string | null> {
  let body: Record<string, unknown> = {};
  try {
    body = (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    // Something between us and the house answered.
  }
  const word = (told: unknown) => (typeof told === 'string' ? told : null);
  return { detail: word(body.detail) ?? word(body.title), code: word(body.code), promise: word(body.promise) };
}

/** A path with its slots escaped: ``path`/api/v1/calls/${id}` ``. */
export function path(texts: TemplateStringsArray, ...slots: readonly (string | number)[]): string {
  return texts.reduce((whole, text, at) => whole + encodeURIComponent(slots[at - 1] ?? '') + text);
}
