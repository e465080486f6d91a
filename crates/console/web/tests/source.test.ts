import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const web = resolve(import.meta.dirname, '..');
const files = (folder: string, endings: RegExp) =>
  readdirSync(resolve(web, folder), { recursive: true, encoding: 'utf8' }).filter((name) => endings.test(name)).map((name) => resolve(web, folder, name));
/** The parts of a file that are CSS. */
const styles = (file: string) => {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.css') ? text : [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => style).join('\n');
};

describe('the source', () => {
  it('knows no left and right in CSS', () => {
    const physical = /(^|[\s;{])((margin|padding|border|inset)-(left|right)|left|right)\s*:|(text-align|float)\s*:\s*(left|right)|border-(top|bottom)-(left|right)-radius/m;
    const found = files('src', /\.(svelte|css)$/).filter((file) => physical.test(styles(file)));
    expect(found).toEqual([]);
  });
  it('has no style or handler that the content security policy forbids, and no raw HTML', () => {
    const forbidden = /\sstyle="|\{@html|\son(click|input|change)="/;
    const found = files('src', /\.svelte$/).filter((file) => forbidden.test(readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
    for (const page of files('pages', /\.html$/)) {
      expect(readFileSync(page, 'utf8'), page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=/);
    }
  });
  it('asks for nothing from another host', () => {
    const found = files('src', /\.(svelte|ts|css)$/).filter((file) => !file.endsWith('embed.ts') && /https?:\/\/(?!www\.w3\.org)/.test(readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });
  it('formats dates and numbers in one place only', () => {
    const found = files('src', /\.(svelte|ts)$/).filter((file) => !file.includes('/lib/format/') && /toLocale(Date|Time)?String|Intl\.(DateTime|Number)Format/.test(readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });
});

/** What a built page loads before anything is clicked, gzipped. */
function weight(page: string): number {
  const html = readFileSync(resolve(web, 'dist', page), 'utf8');
  const parts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? '');
  return parts.reduce((sum, path) => sum + gzipSync(readFileSync(resolve(web, `dist${path}`))).length, 0);
}

const built = existsSync(resolve(web, 'dist/agent.html'));
describe.runIf(built)('the built pages', () => {
  it.each([['call.html', 25], ['agent.html', 120], ['qa.html', 130], ['index.html', 90]])('%s is light enough', (page, kilobytes) => {
    if (existsSync(resolve(web, 'dist', page))) expect(weight(page)).toBeLessThan(kilobytes * 1000);
  });
});
