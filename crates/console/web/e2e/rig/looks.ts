// How a page looks: pictures kept in a folder, axe's judgement, and nothing beyond the edge.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, type Frame, type Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Where pictures go: `WASL_SHOTS`, or `e2e/shots`. */
export const shots = resolve(process.env.WASL_SHOTS ?? join(import.meta.dirname, '../shots'));

/** Keeps a picture of the page. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, animations: 'disabled' });
}

/** What axe finds wrong, one line each. It is brought in by the debugger's door, so the page's own policy stays in force. */
export async function violations(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axeSource);
  const options: RunOptions = { runOnly: RULES, resultTypes: ['violations'] };
  const result = await page.evaluate(
    (wanted) => (window as unknown as { axe: { run(root: Document, options: object): Promise<AxeResults> } }).axe.run(document, wanted),
    options as object,
  );
  return result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${String(node.target)}: ${node.failureSummary ?? ''}`));
}

/** Nothing wrong in light and dark, and nothing beyond the edge from a phone to a desk. */
export async function looksWell(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  for (const width of [360, 768, 820, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond, `${name} reaches beyond the edge at ${width} px`).toBeLessThanOrEqual(0);
  }
  if (size) await page.setViewportSize(size);
  for (const colorScheme of ['dark', 'light'] as const) {
    // Without motion, so that no colour is judged on its way to another.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violations(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}

/** The other language, without a reload. */
export async function speak(page: Page, language: 'ar' | 'en'): Promise<void> {
  const now = await page.locator('html').getAttribute('lang');
  if (now !== language) await page.getByRole('button', { name: language === 'en' ? 'English' : 'العربية', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
}

/** Looks in both languages, with a picture in each; ends in Arabic. */
export async function looksWellInBoth(page: Page, name: string): Promise<void> {
  for (const language of ['en', 'ar'] as const) {
    await speak(page, language);
    await looksWell(page, `${name} in ${language}`);
    await shot(page, `${name}-${language}`);
  }
}

/** Everything the page asked another origin for, from now on. */
export function strangers(page: Page, own: string): string[] {
  const found: string[] = [];
  const note = (url: string) => {
    const { protocol, host } = new URL(url);
    if (!['data:', 'blob:', 'about:'].includes(protocol) && host !== new URL(own).host) found.push(url);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  return found;
}
