/** The sums of a test run, and why each skipped spec was skipped. */

export type TestOutcome = 'passed' | 'failed' | 'skipped';

/** One test, spec or set-up as its runner reported it. */
export interface TallyEntry {
  readonly name: string;
  readonly outcome: TestOutcome;
  /** Why it was skipped. Null for a skip without a reason, which counts as a failure. */
  readonly reason: string | null;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line per skipped or failed entry, for a person. */
  readonly remarks: readonly string[];
}

/** Sums the entries. A skip has to say why: one that does not is a failure. */
export function tallyOf(entries: readonly TallyEntry[]): Tally {
  const remarks: string[] = [];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const entry of entries) {
    if (entry.outcome === 'skipped' && !entry.reason) {
      counts.failed += 1;
      remarks.push(`FAILED  ${entry.name}: skipped without a reason`);
      continue;
    }
    counts[entry.outcome] += 1;
    if (entry.outcome === 'skipped') remarks.push(`skipped ${entry.name}: ${entry.reason}`);
    if (entry.outcome === 'failed') remarks.push(`FAILED  ${entry.name}${entry.reason ? `: ${entry.reason}` : ''}`);
  }
  return { ...counts, remarks };
}

/** The line every run ends with. */
export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
      readonly results: readonly {
        readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
      }[];
    }[];
  }[];
}

/** What Playwright's JSON reporter writes, as far as it is read here. */
export interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
}

/** The entries of a Playwright run. A spec that only passed on a retry counts as failed: flaky tests are bugs. */
export function entriesOfPlaywright(report: PlaywrightReport): TallyEntry[] {
  const entries: TallyEntry[] = report.errors.map((error) => ({
    name: 'end-to-end set-up',
    outcome: 'failed',
    reason: (error.message ?? 'unknown error').split('\n')[0] ?? null,
  }));
  const walk = (suite: PlaywrightSuite, path: readonly string[]): void => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations ?? [])];
        const skip = annotations.find((annotation) => annotation.type === 'skip' || annotation.type === 'fixme');
        entries.push({
          name: [...path, spec.title].join(' › '),
          outcome: test.status === 'expected' ? 'passed' : test.status === 'skipped' ? 'skipped' : 'failed',
          reason: test.status === 'skipped' ? (skip?.description ?? null) : null,
        });
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, [...path, inner.title]);
  };
  for (const suite of report.suites) walk(suite, [suite.title]);
  return entries;
}
