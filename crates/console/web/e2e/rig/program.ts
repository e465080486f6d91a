// One program by its own process id, its output kept.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { until } from './until';

/** The root of the workspace. */
export const root = resolve(import.meta.dirname, '../../../../..');

/** The binary under test. */
export const binary = process.env.WASL_BIN ?? resolve(root, 'target/debug/wasl');

/** A running program. */
export class Program {
  private text = '';
  readonly ended: Promise<number>;
  private code: number | undefined;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer) => (this.text += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => ((this.text += String(error)), resolve((this.code = -1))));
      child.once('close', (code) => resolve((this.code = code ?? -1)));
    });
  }

  /** Starts the binary under test. */
  static wasl(name: string, args: string[], options: SpawnOptions = {}): Program {
    if (!existsSync(binary)) throw new Error(`there is no ${binary}: cargo build, or set WASL_BIN`);
    return new Program(name, spawn(binary, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'], ...options }));
  }

  /** What it printed so far. */
  get output(): string {
    return this.text;
  }

  get alive(): boolean {
    return this.code === undefined;
  }

  /** Gives it its whole standard input. */
  say(text: string): void {
    this.child.stdin?.end(text);
  }

  /** Waits until it has printed that. */
  async printed(text: string, within = 25_000): Promise<void> {
    const look = () => {
      if (this.text.includes(text)) return true;
      if (!this.alive) throw new Error(`${this.name} ended before it said "${text}":\n${this.text}`);
      return undefined;
    };
    await until(`${this.name} says "${text}"`, look, { within, seen: () => this.text });
  }

  /** Waits for its end; an exit code other than 0 is an error. */
  async succeeded(): Promise<string> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`${this.name} failed (${code}):\n${this.text}`);
    return this.text;
  }

  /** Ends it at once, as a power cut does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Ends it: asked first, and by force when it does not listen. */
  async stop(patience = 5_000): Promise<void> {
    if (!this.alive) return;
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), patience);
    await this.ended;
    clearTimeout(force);
  }
}
