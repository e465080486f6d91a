import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const server = process.env.WASL_URL ?? 'http://127.0.0.1:8080';

/** Every `pages/NAME.html` is a page; it loads `src/apps/NAME/main.ts` and is served as `/NAME` (`index` as `/`). */
const pages = readdirSync(resolve(here, 'pages'))
  .filter((name) => name.endsWith('.html'))
  .map((name) => resolve(here, 'pages', name));

export default defineConfig({
  root: resolve(here, 'pages'),
  publicDir: resolve(here, 'public'),
  plugins: [svelte({ configFile: resolve(here, 'svelte.config.js') })],
  resolve: { alias: { $lib: resolve(here, 'src/lib') } },
  build: {
    outDir: resolve(here, 'dist'),
    emptyOutDir: true,
    target: 'es2023',
    // The pages run under `default-src 'self'`: nothing inline, no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: pages },
  },
  server: {
    fs: { allow: [here] },
    proxy: { '/api': { target: server, ws: true }, '/sip': { target: server, ws: true } },
  },
});
