// What each page of the review loads, from the built pages: the frame and the page's own chunk with all they need at once.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dist = resolve(import.meta.dirname, '../../dist');
const MOST = 130 * 1000;

/** A file and what it imports at once; what it imports later is not followed. */
function closure(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)) closure(resolve(dist, `.${path}`), found);
  if (file.endsWith('.js')) for (const [, path] of text.matchAll(/(?:\bfrom|\bimport)\s*["'`](\.[^"'`]+)["'`]/g)) closure(resolve(dirname(file), path!), found);
  return found;
}
const weight = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file)).byteLength, 0);

const built = existsSync(resolve(dist, 'qa.html'));
const chunks = built ? readdirSync(resolve(dist, 'assets')).filter((name) => /^(CallList|CallPage|Findings?|Customers?|Mine|Sampling|Silent|Reports|Executive|Ledger|HumanAccess)-.*\.js$/.test(name)) : [];
describe.skipIf(!built)('the review', () => {
  it.each(chunks)('weighs at most 130 kB with %s', (name) => {
    const files = closure(resolve(dist, 'qa.html'));
    closure(resolve(dist, 'assets', name), files);
    const styles = readdirSync(resolve(dist, 'assets')).filter((file) => file.startsWith(`${name.split('-')[0]}-`) && file.endsWith('.css'));
    for (const style of styles) files.add(resolve(dist, 'assets', style));
    expect(weight(files), [...files].join('\n')).toBeLessThanOrEqual(MOST);
  });
});
