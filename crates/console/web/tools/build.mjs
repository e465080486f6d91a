// Builds the pages, then the loader that host pages include (`/embed.js`: one classic script, no imports).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';

const web = resolve(import.meta.dirname, '..');
await build({ configFile: resolve(web, 'vite.config.ts') });

const embed = resolve(web, 'src/embed.ts');
if (existsSync(embed)) {
  await build({
    configFile: false,
    root: web,
    publicDir: false,
    build: {
      outDir: resolve(web, 'dist'),
      emptyOutDir: false,
      target: 'es2020',
      lib: { entry: embed, formats: ['iife'], name: 'WaslEmbed', fileName: () => 'embed.js' },
    },
  });
  // The host page's encoding is not ours: its words are written so that they are read alike in every encoding.
  const file = resolve(web, 'dist/embed.js');
  const ascii = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/[^\0-\x7f]/g, ascii));
}
