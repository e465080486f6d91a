/** Requests to the house: JSON both ways, the session's cookie, the CSRF token, RFC 9457 problems. */

/** What went wrong, in the house's words. `status` 0 is no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly retryAfter: number | null = null,
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

/** No answer for this long is no answer; sound may take longer on its way. */
const PATIENCE_MS = 15_000;
const PATIENCE_FOR_SOUND_MS = 60_000;

let csrf = '';
let skew = 0;

/** How far the house's clock is ahead of this machine's; told by the `Date` of its answers, so to a second. */
export function skewMs(): number {
  return skew;
}

function learnSkew(answer: Response): void {
  const ahead = new Date(answer.headers.get('Date') ?? '').getTime() - Date.now();
  // Within what the header's whole seconds and the way here explain, the clocks agree.
  if (!Number.isNaN(ahead)) skew = Math.abs(ahead) < 2500 ? 0 : ahead;
}

/** The token of `GET /me`, sent with everything that changes something. */
export function useCsrf(token: string): void {
  csrf = token;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One request, with JSON or with a `Blob` as it is; gives the body of a 2xx answer, `undefined` for an empty one. Throws `Problem` only. */
export async function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET' && csrf !== '') headers['X-Wasl-CSRF'] = csrf;
  const sound = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = sound ? body.type : 'application/json';
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(sound ? PATIENCE_FOR_SOUND_MS : PATIENCE_MS),
      ...(body === undefined ? {} : { body: sound ? body : JSON.stringify(body) }),
    });
  } catch {
    throw new Problem(0, 'no answer');
  }
  learnSkew(answer);
  const text = await answer.text().catch(() => '');
  if (!answer.ok) throw problemOf(answer, text);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function problemOf(answer: Response, text: string): Problem {
  const wait = Number(answer.headers.get('Retry-After'));
  return new Problem(answer.status, detailOf(text) ?? answer.statusText, wait > 0 ? wait : null);
}

function detailOf(text: string): string | null {
  try {
    const body = JSON.parse(text) as { detail?: unknown; title?: unknown };
    const detail = body.detail ?? body.title;
    return typeof detail === 'string' ? detail : null;
  } catch {
    return null;
  }
}

/** A path with its slots escaped: ``path`/api/v1/calls/${id}` ``. */
export function path(texts: TemplateStringsArray, ...slots: readonly (string | number)[]): string {
  return texts.reduce((whole, text, at) => whole + encodeURIComponent(slots[at - 1] ?? '') + text);
}
