import { Command, CommanderError, Option } from 'commander';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import { plainText } from '../../../src-shared/domain/plain-text.ts';
import { speakInSentences } from '../../../src-shared/domain/validator-sentences.ts';
import { jobStatuses, type SourceName, sourceNames } from '../../../src-shared/domain/vocabulary.ts';
import { appVersion } from '../application-folder.ts';
import { between, day, text, wholeBetween } from './arguments.ts';
import type { Run, Work } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { addExportCommands } from './export-program.ts';
import { addMemoryCommands } from './memory-program.ts';
import { createOutput, errorLine, type Output, type ToldError, toldError } from './output.ts';
import { addTimesCommands } from './times-program.ts';

interface GlobalOptions {
  readonly library?: string;
  readonly json?: boolean;
}

/** Runs one command line and returns the code to exit with. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  speakInSentences();
  let exitCode: number = exitCodes.done;
  let output: Output | undefined;
  const program = createProgram({
    makeOutput: (json) => {
      output = createOutput(json);
      return output;
    },
    setExitCode: (code) => {
      exitCode = code;
    },
  });
  const fail = (error: ToldError) => (output ?? createOutput(asksForJson(words))).failure(error);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version come out as “errors” that end the run well.
      if (error.exitCode === 0) return exitCodes.done;
      fail({ code: 'USAGE', message: usageSentence(error), details: {} });
      return exitCodes.wrongUsage;
    }
    fail(toldError(error));
    process.stderr.write(`${plainText(errorLine(error))}\n`);
    return isAppError(error) && error.code === 'BAD_INPUT' ? exitCodes.wrongUsage : exitCodes.failed;
  }
}

/** Looked for in what was typed, since wrong usage ends the run before the options are known. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--json');
}

interface ProgramParts {
  readonly makeOutput: (json: boolean) => Output;
  readonly setExitCode: (code: number) => void;
}

function createProgram({ makeOutput, setExitCode }: ProgramParts): Command {
  const program = new Command('afterimage')
    .description('A private memory of your screens.')
    .version(appVersion(), '-V, --version', 'print the version')
    .option('--library <folder>', 'the library to use instead of the remembered one', text('a folder'))
    .option('--json', 'print one JSON document and nothing else')
    .helpCommand('help [command]', 'explain a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(usageLine(message)) });

  const run: Run =
    <Options>(load: () => Promise<Work<Options>>) =>
    async (...values: unknown[]) => {
      const command = values.at(-1) as Command;
      const global = program.opts<GlobalOptions>();
      const output = makeOutput(global.json === true);
      const work = await load();
      setExitCode(await work({ libraryPath: global.library, output }, command.opts() as Options, command.args));
    };
  const add = (name: string, description: string): Command => program.command(name).description(description);

  add('capture', 'take pictures of every display until Ctrl-C (asking for it is consent)')
    .option('--once', 'one picture of every display, then end')
    .option('--interval <seconds>', 'how often to look, 1 to 3600', between(1, 3600))
    .option('--duration <seconds>', 'end after this long', between(0.1, 31_536_000))
    .addOption(sourceOption())
    .action(run(async () => (await import('./capture-command.ts')).runCapture));
  add('serve', 'open the window in a browser, on this machine only')
    .option('--port <number>', 'the port to use instead of a free one', wholeBetween(0, 65_535))
    .option('--no-capture', 'only look; capture nothing')
    .option('--open', 'open the browser')
    .option('--url', 'print a fresh address of the one that runs already, and end')
    .action(run(async () => (await import('../serve.ts')).serve));
  add('displays', 'list the displays that can be captured')
    .addOption(sourceOption())
    .action(run(async () => (await import('./read-commands.ts')).runDisplays));
  add('status', 'say who captures, the last frame of each display, and how the library is').action(
    run(async () => (await import('./read-commands.ts')).runStatus),
  );
  add('list', 'list captures, newest first')
    .option('--day <day>', 'only this day, YYYY-MM-DD', day)
    .option('--limit <number>', 'how many, 1 to 500', wholeBetween(1, 500), 50)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .option('--csv', 'print rows for a spreadsheet')
    .action(run(async () => (await import('./read-commands.ts')).runList));
  add('show', 'tell everything about one capture')
    .argument('<id>', 'the id of the capture')
    .action(run(async () => (await import('./read-commands.ts')).runShow));
  add('stats', 'count captures and bytes, and say how long the room will last').action(
    run(async () => (await import('./read-commands.ts')).runStats),
  );
  const jobs = add('jobs', 'list background work, newest first')
    .addOption(new Option('--status <status>', 'only jobs of this status').choices(jobStatuses))
    .option('--limit <number>', 'how many, 1 to 200', wholeBetween(1, 200), 50)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(run(async () => (await import('./jobs-command.ts')).runJobs));
  jobs
    .command('show')
    .description('tell everything about one job, and what failed')
    .argument('<id>', 'the id of the job')
    .option('--follow', 'stay until it has ended, with a progress bar')
    .action(run(async () => (await import('./jobs-command.ts')).runJobsShow));
  jobs
    .command('cancel')
    .description('stop a job; what it has done stays')
    .argument('<id>', 'the id of the job')
    .action(run(async () => (await import('./jobs-command.ts')).runJobsCancel));
  jobs
    .command('retry')
    .description('let a failed or cancelled job go on where it was')
    .argument('<id>', 'the id of the job')
    .option('--no-wait', 'only put it back into the queue')
    .action(run(async () => (await import('./jobs-command.ts')).runJobsRetry));
  add('import', 'take pictures of folders, files and zip archives into the library')
    .argument('<path...>', 'what to import; folders with all that is in them')
    .option('--move', 'delete each original when its copy is safe; folders and archives stay')
    .option('--dry-run', 'only say what would happen')
    .action(run(async () => (await import('./import-command.ts')).runImport));
  const duplicates = add('duplicates', 'find pictures that show the same, and list them').helpCommand(false);
  duplicates
    .command('scan')
    .description('compare what was not compared yet with the whole library')
    .option('--threshold <share>', 'how much must be the same, 0.9 to 1', between(0.9, 1))
    .option('--day <day>', 'only pictures of this day, YYYY-MM-DD', day)
    .option('--again', 'forget all groups first; decisions stay')
    .action(run(async () => (await import('./duplicates-commands.ts')).runDuplicatesScan));
  duplicates
    .command('list')
    .description('list the groups with something left to decide')
    .option('--threshold <share>', 'how much must be the same, 0.9 to 1', between(0.9, 1))
    .option('--day <day>', 'only pictures of this day, YYYY-MM-DD', day)
    .option('--scrolled', 'the groups of scrolled pictures instead')
    .option('--all', 'decided groups too')
    .option('--limit <number>', 'how many, 1 to 100', wholeBetween(1, 100), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(run(async () => (await import('./duplicates-commands.ts')).runDuplicatesList));
  const pageOptions = (command: Command, most: number): Command =>
    command
      .option('--limit <number>', `how many, 1 to ${most}`, wholeBetween(1, most), 50)
      .option('--cursor <cursor>', 'go on where an earlier list ended');
  add('decide', 'keep pictures, or discard them to the trash')
    .argument('<id...>', 'the ids of the captures, and then “keep” or “discard”')
    .action(run(async () => (await import('./review-commands.ts')).runDecide));
  add('undo', 'take back the last decisions, or those of one batch')
    .argument('[batch]', 'the id of the batch')
    .action(run(async () => (await import('./review-commands.ts')).runUndo));
  pageOptions(add('decisions', 'list what was decided, newest first'), 200).action(
    run(async () => (await import('./review-commands.ts')).runDecisions),
  );
  const trash = add('trash', 'list discarded pictures, put them back, or delete them for good').helpCommand(false);
  pageOptions(trash.command('list').description('list what is in the trash, discarded last first'), 500).action(
    run(async () => (await import('./review-commands.ts')).runTrashList),
  );
  trash
    .command('restore')
    .description('put pictures back where they were, and keep them')
    .argument('<id...>', 'the ids of the captures')
    .action(run(async () => (await import('./review-commands.ts')).runTrashRestore));
  trash
    .command('empty')
    .description('delete everything in the trash for good')
    .option('--yes', 'do not ask')
    .action(run(async () => (await import('./review-commands.ts')).runTrashEmpty));
  const tags = add('tag', 'give pictures tags, take them away, or list them').helpCommand(false);
  tags
    .command('add')
    .description('give pictures a tag')
    .argument('<tag>', 'the tag')
    .argument('<id...>', 'the ids of the captures')
    .action(run(async () => (await import('./review-commands.ts')).runTag(true)));
  tags
    .command('remove')
    .description('take a tag away from pictures')
    .argument('<tag>', 'the tag')
    .argument('<id...>', 'the ids of the captures')
    .action(run(async () => (await import('./review-commands.ts')).runTag(false)));
  tags
    .command('list')
    .description('list all tags and how many pictures have them')
    .action(run(async () => (await import('./review-commands.ts')).runTagList));
  addTimesCommands(program, run);
  addExportCommands(program, run);
  addMemoryCommands(program, run);
  add('migrate', 'bring the database to the newest revision')
    .option('--status', 'only say which revision it has')
    .action(run(async () => (await import('./library-commands.ts')).runMigrate));
  add('doctor', 'check the library; changes nothing without --repair')
    .option('--repair', 'repair what can be repaired')
    .action(run(async () => (await import('./library-commands.ts')).runDoctorCommand));
  return program;
}

/** What Commander ended with, as a sentence: where it printed help, it has none of its own. */
function usageSentence({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'No such command: “afterimage help” lists them all.' : oneLine(message);
}

/** Commander's message as one line with a code. */
function usageLine(message: string): string {
  return `USAGE: ${oneLine(message)}\n`;
}

function oneLine(message: string): string {
  const sentence = message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plainText(sentence);
}

function sourceOption(): Option {
  const names: readonly (SourceName | 'auto')[] = ['auto', ...sourceNames];
  return new Option('--source <name>', 'what takes the pictures').choices(names);
}
