import { goOnWhenNobodyReads } from './command-line/output.ts';
import { runCommandLine } from './command-line/program.ts';

goOnWhenNobodyReads();
process.exitCode = await runCommandLine(process.argv.slice(2));
