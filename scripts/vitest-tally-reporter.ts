import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import type { TallyEntry } from './test-tally.ts';

/** Writes each test's outcome with the reason of a skip, which vitest's own JSON leaves out. */
export class TallyReporter implements Reporter {
  readonly #outputFile: string;

  constructor(outputFile: string) {
    this.#outputFile = outputFile;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly { readonly message: string }[]): void {
    const entries: TallyEntry[] = unhandledErrors.map((error) => ({
      name: 'unhandled error',
      outcome: 'failed',
      reason: error.message.split('\n')[0] ?? null,
    }));
    for (const module of modules) entries.push(...entriesOfModule(module));
    writeFileSync(this.#outputFile, JSON.stringify(entries));
  }
}

function entriesOfModule(module: TestModule): TallyEntry[] {
  const file = relative(process.cwd(), module.moduleId);
  const entries: TallyEntry[] = [];
  const setUpErrors = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
  for (const error of setUpErrors) {
    entries.push({ name: file, outcome: 'failed', reason: error.message.split('\n')[0] ?? null });
  }
  for (const test of module.children.allTests()) {
    const result = test.result();
    const outcome = result.state === 'passed' || result.state === 'skipped' ? result.state : 'failed';
    const note = result.state === 'skipped' ? (result.note ?? null) : null;
    entries.push({
      name: `${file} › ${test.fullName}`,
      outcome,
      reason: outcome === 'skipped' && setUpErrors.length > 0 ? (note ?? 'the set-up of its file failed') : note,
    });
  }
  return entries;
}
