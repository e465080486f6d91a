// Builds the pages, then the loader that host pages include (`/embed.js`: one classic script, no imports).
import { existsSync } from 'node:fs';
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
}
