// The server under test: the binary itself, with the demo's configuration and a folder of its own.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIRequestContext, BrowserContext } from '@playwright/test';
import { freePort, portRange } from './port';
import { Program, root } from './program';
import { until } from './until';

/** People who may sign in: the demo's agents, somebody of quality, a supervisor, who runs the house, and somebody of a branch. */
export const PEOPLE = { noura: 'agent', omar: 'agent', sara: 'agent', mona: 'qa', salem: 'supervisor', huda: 'admin', reem: 'branch' } as const;
/** Where those of a branch serve. */
export const BRANCH = 'العليا';
export type Person = keyof typeof PEOPLE;
/** Everybody's password. */
export const PASSWORD = 'a long enough password 7';

const CONFIG = join(root, 'config/demo.toml');

/** An event of a call's timeline. */
export interface Happened {
  seq: number;
  at: number;
  media_at: number;
  event: { type: string; [field: string]: unknown };
}

/** Somebody the house is told of. */
export interface NewCustomer {
  name: string;
  numbers: string[];
  city: string;
  occasion?: string;
}

/** A running server. */
export class Wasl {
  private constructor(
    readonly folder: string,
    readonly http: number,
    readonly sip: number,
    private readonly env: Record<string, string>,
    private program: Program,
  ) {}

  /** Starts it on free ports and waits until it is ready. `set` are keys of the configuration, as `ROUTING__RING_S`. */
  static async start(set: Record<string, string> = {}, people: readonly Person[] = Object.keys(PEOPLE) as Person[]): Promise<Wasl> {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-e2e-'));
    const [http, sip, rtp] = [await freePort(), await freePort(), await portRange(60)];
    const keys: Record<string, string> = {
      HTTP__LISTEN: `127.0.0.1:${http}`,
      SIP__UDP: `127.0.0.1:${sip}`,
      SIP__TCP: `127.0.0.1:${sip}`,
      MEDIA__RTP_PORTS: rtp,
      SPEECH__ENABLED: 'false',
      LOG__FILTER: 'info,rsipstack=error',
      ...set,
    };
    const env = { ...process.env, ...Object.fromEntries(Object.entries(keys).map(([key, value]) => [`WASL_${key}`, value])) };
    const wasl = new Wasl(folder, http, sip, env as Record<string, string>, undefined as unknown as Program);
    for (const person of people) await wasl.addUser(person);
    await wasl.serve();
    return wasl;
  }

  /** Where its pages are. */
  get url(): string {
    return `http://127.0.0.1:${this.http}`;
  }

  /** What it logged so far. */
  get log(): string {
    return this.program.output;
  }

  private async addUser(person: Person): Promise<void> {
    const where = PEOPLE[person] === 'branch' ? ['--branch', BRANCH] : [];
    const adding = this.run(['user', 'add', person, '--role', PEOPLE[person], ...where]);
    adding.say(`${PASSWORD}\n`);
    await adding.succeeded();
  }

  /** Starts the server on this folder and these ports (again, after `stop`). */
  async serve(): Promise<void> {
    this.program = this.run(['serve']);
    const ready = async () => {
      if (!this.program.alive) throw new Error(`wasl ended at its start:\n${this.log}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok || undefined;
    };
    await until('wasl is ready', ready, { within: 30_000, seen: () => this.log });
  }

  private run(args: string[]): Program {
    const words = [...args, '--config', CONFIG, '--data', this.folder];
    return Program.wasl(`wasl ${args[0]}`, words, { env: this.env });
  }

  /** Ends the server and keeps its folder. */
  async stop(): Promise<void> {
    await this.program.stop();
  }

  /** Ends the server as a power cut does. */
  async kill(): Promise<void> {
    await this.program.kill();
  }

  /** Ends the server and takes its folder away. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Signs somebody in for all pages of a browser's context, as the sign-in page does. */
  async signIn(context: BrowserContext | { request: APIRequestContext }, person: Person): Promise<void> {
    const answer = await context.request.post(`${this.url}/api/v1/session`, { data: { name: person, password: PASSWORD } });
    if (!answer.ok()) throw new Error(`${person} cannot sign in: ${answer.status()} ${await answer.text()}`);
  }

  /** Writes a customer down, as somebody who is signed in. */
  async addCustomer({ request }: { request: APIRequestContext }, customer: NewCustomer): Promise<void> {
    await this.change(request, 'POST', 'customers', { language: 'ar', occasion: null, ...customer });
  }

  /** Asks for a change by hand, as a page of that person would. */
  async change(request: APIRequestContext, method: 'POST' | 'PUT', path: string, data: object): Promise<void> {
    const { csrf } = (await (await request.get(`${this.url}/api/v1/me`)).json()) as { csrf: string };
    const answer = await request.fetch(`${this.url}/api/v1/${path}`, { method, data, headers: { 'X-Wasl-CSRF': csrf } });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  }

  /** The calls it kept, newest first. */
  async calls(): Promise<{ id: string; ended: string | null; [field: string]: unknown }[]> {
    return values(await this.run(['calls', 'list', '--json']).succeeded());
  }

  /** What happened in a call so far. */
  async story(id: string): Promise<Happened[]> {
    const [call] = values<{ timeline: Happened[] }>(await this.run(['calls', 'show', id, '--json']).succeeded());
    return call?.timeline ?? [];
  }

  /** The one call it kept, waited for. */
  async onlyCall(): Promise<string> {
    const one = async () => {
      const calls = await this.calls();
      if (calls.length > 1) throw new Error(`one call was to be kept, there are ${calls.length}`);
      return calls[0]?.id;
    };
    return until('a call is kept', one);
  }

  /** Waits until such an event is in the call's story. */
  async happened(id: string, kind: string, within = 25_000): Promise<Happened> {
    let kinds: string[] = [];
    const look = async () => {
      const story = await this.story(id);
      kinds = story.map((entry) => entry.event.type);
      return story.find((entry) => entry.event.type === kind);
    };
    return until(`"${kind}" happens`, look, { within, every: 250, seen: () => kinds.join(' ') });
  }

  /** The sound files it recorded. */
  recordings(): string[] {
    const folder = join(this.folder, 'recordings');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return files.filter((name) => name.endsWith('.wav')).map((name) => join(folder, name));
  }
}

/** One array, or one value a line. */
function values<T>(text: string): T[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) return JSON.parse(trimmed) as T[];
  try {
    return trimmed ? [JSON.parse(trimmed) as T] : [];
  } catch {
    return trimmed.split('\n').map((line) => JSON.parse(line) as T);
  }
}
