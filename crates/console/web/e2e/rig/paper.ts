// A house on paper: the built pages under the server's own policy, and answers a test wrote. For what a test cannot bring
// about with real calls in seconds: an hour of talk, a year of findings. The binary is tested elsewhere.
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from '@playwright/test';

const dist = resolve(import.meta.dirname, '../../dist');
const KINDS: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self' ws:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}
/** An answer: what is sent as JSON, or a status with a problem. */
export type Answer = unknown;
export class Refused {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {}
}
type Give = (asked: Asked, ...slots: string[]) => Answer;

export class Paper {
  private readonly routes: { method: string; path: RegExp; give: Give }[] = [];
  private readonly sounds = new Map<string, string>();
  /** Everything asked of the API, in order. */
  readonly asked: Asked[] = [];
  private folder = mkdtempSync(join(tmpdir(), 'wasl-paper-'));

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Paper> {
    if (!existsSync(resolve(dist, 'qa.html'))) throw new Error('there are no pages: npm run build');
    const server = createServer();
    const paper = new Paper(server);
    server.on('request', (request, response) => void paper.answer(request, response));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    paper.on('GET', '/api/v1/me', () => ({ name: 'mona', display_name: 'منى', role: 'qa', agent: false, csrf: 'paper', branch: null }));
    // Nobody is given anybody to call, unless a test says so.
    paper.on('GET', '/api/v1/silent-customers', () => ({ items: [], next: null }));
    return paper;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Writes down an answer; `*` in the path is a slot. The newest that fits is given. */
  on(method: string, path: string, give: Give): void {
    this.routes.unshift({ method, path: new RegExp(`^${path.replace(/\*/g, '([^/]+)')}$`), give });
  }

  /** Keeps a sound file to be served by ranges. */
  sound(path: string, bytes: Buffer): void {
    const file = join(this.folder, `${this.sounds.size}.wav`);
    writeFileSync(file, bytes);
    this.sounds.set(path, file);
  }

  /** Pages of that context have a live line that stays open and tells nothing. */
  async quietLine(context: BrowserContext): Promise<void> {
    await context.routeWebSocket(/\/api\/v1\/events/, () => undefined);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (this.sounds.has(url.pathname)) return this.play(request, response, this.sounds.get(url.pathname)!);
    if (!url.pathname.startsWith('/api/')) return this.page(url.pathname, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const asked: Asked = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, body: text === '' ? undefined : JSON.parse(text) };
    this.asked.push(asked);
    for (const { method, path, give } of this.routes) {
      const found = method === asked.method ? path.exec(url.pathname) : null;
      if (!found) continue;
      const given = await give(asked, ...found.slice(1));
      if (given instanceof Refused) return this.json(response, given.status, { title: 'no', status: given.status, detail: given.detail });
      return this.json(response, 200, given);
    }
    this.json(response, 404, { title: 'Not Found', status: 404, detail: `nothing is written for ${asked.method} ${url.pathname}` });
  }

  private json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
  }

  private page(path: string, response: ServerResponse): void {
    const name = path === '/' ? 'index.html' : path.startsWith('/assets/') || path === '/icon.svg' ? path.slice(1) : `${path.split('/')[1]}.html`;
    const file = resolve(dist, name);
    if (!file.startsWith(dist) || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': KINDS[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY }).end(readFileSync(file));
  }

  private play(request: IncomingMessage, response: ServerResponse, file: string): void {
    const length = statSync(file).size;
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const [first, last] = range ? [Number(range[1]), range[2] ? Math.min(Number(range[2]), length - 1) : length - 1] : [0, length - 1];
    response.writeHead(range ? 206 : 200, {
      'Content-Type': 'audio/wav',
      'Accept-Ranges': 'bytes',
      'Content-Length': last - first + 1,
      ...(range ? { 'Content-Range': `bytes ${first}-${last}/${length}` } : {}),
    });
    createReadStream(file, { start: first, end: last }).on('error', () => response.destroy()).pipe(response);
  }
}
