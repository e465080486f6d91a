// Makes src/lib/api/schema.d.ts from openapi.json (kept fresh by a Rust test). A Vitest fails when it is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import openapi, { astToString } from 'openapi-typescript';

const web = resolve(import.meta.dirname, '..');

/** The TypeScript of the committed description. */
export async function schema() {
  const description = JSON.parse(readFileSync(resolve(web, 'openapi.json'), 'utf8'));
  return `// Made by \`npm run types\` from openapi.json: do not edit.\n${astToString(await openapi(description))}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(resolve(web, 'src/lib/api/schema.d.ts'), await schema());
