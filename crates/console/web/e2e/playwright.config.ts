import { defineConfig } from '@playwright/test';

/**
 * The whole house in a real browser: the `wasl` binary (`WASL_BIN`, or what cargo built), Debian's chromium with its default
 * features, and SIP phones at the far ends. One test at a time. What fails once is a fault; only where the machine is shared
 * (CI) it gets a second chance, and is named flaky.
 */
export default defineConfig({
  testDir: 'specs',
  outputDir: 'results',
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 25_000 },
  reporter: [['list']],
});
