import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schema } from '../tools/types.mjs';

const web = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(web, path), 'utf8');
const described = (JSON.parse(read('openapi.json')) as { paths: Record<string, Record<string, unknown>> }).paths;

/** A path with its slots forgotten: `/api/v1/calls/{}/notes`. */
const bare = (path: string) => path.replace(/\$?\{[^}]*\}/g, '{}').replace(/\?.*$/, '');

describe('the types of the API', () => {
  it('are those of the description: else run `npm run types`', async () => {
    expect(read('src/lib/api/schema.d.ts')).toBe(await schema());
  }, 30_000);

  it('are asked for only at places the house describes', () => {
    const known = Object.entries(described).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${bare(path)}`));
    const source = read('src/lib/api/house.ts').replaceAll('${V1}', '/api/v1');
    const asked = [...source.matchAll(/'(GET|POST|PUT|DELETE)', (?:path)?`([^`]+)`/g)].map(([, method, path]) => `${method} ${bare(path ?? '')}`);
    expect(asked.length).toBeGreaterThan(25);
    expect(asked.filter((request) => !known.includes(request))).toEqual([]);
  });
});
