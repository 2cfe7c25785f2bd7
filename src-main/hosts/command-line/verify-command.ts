import { resolve } from 'node:path';
import { openArchive } from '../../adapters/archives/archive-reader.ts';
import { openExport } from '../../core/exporting/open-export.ts';
import { type VerifyProblem, verifyExport } from '../../core/exporting/verify-export.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { bytesText, countText } from './words.ts';

/** Problems in the document of `--json`, which says how many there are; printed are all. */
const mostListed = 10_000;

/** `afterimage verify PATH`: 0 where all is as the manifest says, else 1. No library is opened. */
export async function runVerify(
  { output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const path = resolve(operands[0] ?? '');
  const reader = await openExport(path, openArchive);
  const problems: VerifyProblem[] = [];
  const progress = progressLine(output);
  try {
    const result = await verifyExport(
      reader,
      (problem) => {
        if (problems.length < mostListed) problems.push(problem);
        progress.end();
        output.print(`${problem.kind}: ${problem.path === null ? '' : `${problem.path}: `}${problem.message}`);
      },
      progress.show,
    );
    progress.end();
    const { problems: count, ...counts } = result;
    output.document({ path, good: count === 0, ...counts, problemCount: count, problems });
    const checked = `${countText(result.files, 'file')} (${bytesText(result.bytes)})`;
    output.print(
      count === 0
        ? `All is as it was exported: ${checked}.`
        : `${countText(count, 'problem')}; ${checked} are as they were exported.`,
    );
    if (result.failed > 0)
      output.print(`${countText(result.failed, 'picture')} could not be exported then, as it says.`);
    return count === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await reader.close();
  }
}

/** One line that counts the files, where a person watches. */
function progressLine(output: Output): { show: (files: number) => void; end: () => void } {
  if (output.json || !process.stderr.isTTY) return { show: () => {}, end: () => {} };
  let shownAtMs = 0;
  let isShown = false;
  return {
    show: (files) => {
      if (performance.now() - shownAtMs < 200) return;
      shownAtMs = performance.now();
      isShown = true;
      process.stderr.write(`\r\u001b[K${countText(files, 'file')} read`);
    },
    end: () => {
      if (isShown) process.stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}
