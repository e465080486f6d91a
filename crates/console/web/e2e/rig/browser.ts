// Debian's chromium with its default features, and somebody with a tone for a voice in front of it.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Frame, type Page } from '@playwright/test';
import { growEars, type PageHeard } from './ears';
import { OFF_HZ, writeTone } from './sound';
import { until } from './until';

const SILENCE_DB = -50;

/** The browser of this machine: `CHROMIUM`, or where systems put it. */
function chromiumOfHere(): string {
  const places = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = places.find((path) => path !== '' && existsSync(path));
  if (!found) throw new Error('there is no chromium: apt-get install chromium, or say in CHROMIUM where it is');
  return found;
}

/** How a browser is started. */
export interface Seat {
  /** The tone its microphone hears; none leaves it without a fake device. */
  hz?: number;
  /** A sound file its microphone hears instead. */
  voice?: string;
  /** Shuts all its UDP. */
  noUdp?: boolean;
  /** The microphone may be used without asking anybody; otherwise asking is refused. */
  microphone?: boolean;
  context?: BrowserContextOptions;
}

/** A person at a browser. */
export class Sitting {
  private constructor(
    readonly browser: Browser,
    readonly context: BrowserContext,
    private readonly folder: string,
  ) {}

  static async down({ hz, voice, noUdp = false, microphone = true, context = {} }: Seat = {}): Promise<Sitting> {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-seat-'));
    const args = ['--autoplay-policy=no-user-gesture-required', '--disable-dev-shm-usage', '--use-fake-device-for-media-stream'];
    if (microphone) args.push('--use-fake-ui-for-media-stream');
    if (noUdp) args.push('--webrtc-ip-handling-policy=disable_non_proxied_udp', '--force-webrtc-ip-handling-policy=disable_non_proxied_udp');
    if (hz) args.push(`--use-file-for-fake-audio-capture=${writeTone(join(folder, 'voice.wav'), hz)}`);
    if (voice) args.push(`--use-file-for-fake-audio-capture=${voice}%noloop`);
    const browser = await chromium.launch({ executablePath: chromiumOfHere(), args });
    const opened = await browser.newContext({ locale: 'ar', viewport: { width: 1280, height: 800 }, ...context });
    await opened.addInitScript(growEars);
    return new Sitting(browser, opened, folder);
  }

  /** A page of its own. */
  async page(): Promise<Page> {
    return this.context.newPage();
  }

  async end(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is heard there now; `null` while nothing is connected. */
export async function hear(page: Page | Frame, tones: number[] = []): Promise<PageHeard | null> {
  return page.evaluate((wanted) => window.ears.hear(wanted), tones);
}

type Wanted = (heard: PageHeard) => boolean;

async function hears(page: Page | Frame, what: string, wanted: Wanted, within: number, tones: number[] = []): Promise<PageHeard> {
  let last: PageHeard | null = null;
  const look = async () => {
    last = await hear(page, tones).catch(() => null);
    return last && wanted(last) ? last : undefined;
  };
  const seen = () => `heard last: ${JSON.stringify(last)}`;
  return until(what, look, { within, every: 150, seen });
}

/** The page hears that tone. */
export async function hearsTone(page: Page | Frame, hz: number, within = 25_000): Promise<PageHeard> {
  const tone = (heard: PageHeard) => heard.share > 0.5 && heard.db > -45 && Math.abs(heard.hz - hz) <= OFF_HZ;
  return hears(page, `the page hears ${hz} Hz`, tone, within);
}

/** The page hears all those tones at once. */
export async function hearsTones(page: Page | Frame, tones: number[], within = 25_000): Promise<PageHeard> {
  const all = (heard: PageHeard) => heard.db > -45 && heard.shares.every((share) => share > 0.15);
  return hears(page, `the page hears ${tones.join(' and ')} Hz`, all, within, tones);
}

/** The page hears nobody. */
export async function hearsNothing(page: Page | Frame, within = 25_000): Promise<PageHeard> {
  return hears(page, 'the page hears nothing', (heard) => heard.db < SILENCE_DB, within);
}

/** How often the page has asked for the microphone. */
export async function timesAsked(page: Page | Frame): Promise<number> {
  return page.evaluate(() => window.ears.asked);
}
