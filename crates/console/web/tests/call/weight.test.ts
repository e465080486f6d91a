// What a caller loads before the click, from the built pages. Skipped until they are built; `npm run build` comes first in CI.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dist = resolve(import.meta.dirname, '../../dist');
const MOST = 25 * 1024;

/** A page with all its scripts and styles, and what those load at once. */
function loadedBy(page: string): string[] {
  const found = new Set<string>();
  const take = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path] of text.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)) take(resolve(dist, `.${path}`));
    if (file.endsWith('.js')) for (const [, path] of text.matchAll(/(?:\bfrom|\bimport)\s*["'`](\.[^"'`]+)["'`]/g)) take(resolve(dirname(file), path!));
  };
  take(resolve(dist, page));
  return [...found];
}

const weight = (files: string[]) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).byteLength, 0);

describe.skipIf(!existsSync(resolve(dist, 'call.html')))('before the click', () => {
  it('the caller\'s page weighs at most 25 kB', () => {
    const files = loadedBy('call.html');
    expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(0);
    expect(weight(files), files.join('\n')).toBeLessThanOrEqual(MOST);
  });
  it('the caller\'s page holds no SIP and no framework', () => {
    const text = loadedBy('call.html').map((file) => readFileSync(file, 'utf8')).join('\n');
    for (const heavy of ['INVITE', 'svelte']) expect(text).not.toContain(heavy);
  });
  it('the loader is one small script that every encoding reads alike', () => {
    const text = readFileSync(resolve(dist, 'embed.js'), 'latin1');
    expect(weight([resolve(dist, 'embed.js')])).toBeLessThanOrEqual(4 * 1024);
    expect(text).toMatch(/^[\0-\x7f]*$/);
    expect(text).not.toMatch(/\bimport\b|\bexport\b/);
  });
});
