import { defineConfig } from '@playwright/test';

/**
 * The whole house in a real browser: the `wasl` binary (`WASL_BIN`, or what cargo built), Debian's chromium with its default
 * features, and SIP phones at the far ends. One test at a time, and none is tried twice: what fails once is a fault.
 */
export default defineConfig({
  testDir: 'specs',
  outputDir: 'results',
  workers: 1,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
});
