import { endQuietlyWhenNobodyReads } from './command-line/output.ts';
import { runCommandLine } from './command-line/program.ts';

endQuietlyWhenNobodyReads();
process.exitCode = await runCommandLine(process.argv.slice(2));
