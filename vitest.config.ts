import { defineConfig } from 'vitest/config';
import { TallyReporter } from './scripts/vitest-tally-reporter.ts';

const tallyFile = process.env.AFTERIMAGE_TALLY_FILE;

/** Unit and integration tests: they stand beside their source. The end-to-end specs are Playwright's (`e2e/`). */
export default defineConfig({
  test: {
    include: ['{src-client,src-shared,src-main,src-renderer,migrations,scripts,bench,e2e,bin}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    // Native modules (SQLite, sharp, the screen) are only proved safe in a process of their own.
    pool: 'forks',
    retry: 0,
    allowOnly: false,
    // A guard against hanging, not a measure: tests that start the product many times take long on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    reporters: tallyFile ? ['default', new TallyReporter(tallyFile)] : ['default'],
  },
});
