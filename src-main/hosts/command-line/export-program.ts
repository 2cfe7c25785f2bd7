import type { Command } from 'commander';
import { nameTemplateFields } from '../../../src-shared/contract/exporting.ts';
import { day, text, wholeBetween } from './arguments.ts';
import type { Run } from './command-context.ts';

/** The commands by which pictures leave a library, and come back from what left it. */
export function addExportCommands(program: Command, run: Run): void {
  const add = (name: string, description: string): Command => program.command(name).description(description);
  const fields = nameTemplateFields.map((field) => `{${field}}`).join(' ');

  add('export', 'copy pictures out of the library, with a manifest of all that is known of them')
    // An empty word is a variable that was never set, and not the folder this is called in.
    .argument('<path>', 'a new or empty folder, or an archive that is not there yet', text('a path'))
    .option('--zip', 'make a zip')
    .option('--tar', 'make a tar')
    .option('--day <day>', 'only this day, YYYY-MM-DD', day)
    .option('--from <day>', 'from this day on', day)
    .option('--to <day>', 'up to and with this day', day)
    .option('--tag <tag>', 'only with this tag', text('a tag'))
    .option('--display <id>', 'only of this display', text('the id of a display'))
    .option('--kept', 'only what was kept')
    .option('--id <id...>', 'only these captures')
    .option('--flat', 'all in one folder, and not by day')
    .option('--names <template>', `what files are called: ${fields}`, text('a template'))
    .option('--write-times', 'write the time into the copies that can hold it, unless it is only a guess')
    .action(run(async () => (await import('./export-commands.ts')).runExport));
  add('time-lapse', 'make an animated WebP of a day')
    .argument('<path>', 'a .webp file that is not there yet', text('a path'))
    .requiredOption('--day <day>', 'the day, YYYY-MM-DD', day)
    .option('--display <id>', 'only of this display', text('the id of a display'))
    .option('--width <pixels>', 'how wide it is, 64 to 1920', wholeBetween(64, 1920))
    .option('--fps <number>', 'pictures a second, 1 to 30', wholeBetween(1, 30))
    .option('--frames <number>', 'how many at most, 2 to 2000; a day with more is thinned', wholeBetween(2, 2000))
    .action(run(async () => (await import('./export-commands.ts')).runTimeLapse));
  add('contact-sheet', 'make one picture with the pictures of a day in rows')
    .argument('<path>', 'a .jpg, .png or .webp file that is not there yet', text('a path'))
    .requiredOption('--day <day>', 'the day, YYYY-MM-DD', day)
    .option('--display <id>', 'only of this display', text('the id of a display'))
    .option('--columns <number>', 'pictures in a row, 1 to 12', wholeBetween(1, 12))
    .option('--width <pixels>', 'how wide each is, 80 to 640', wholeBetween(80, 640))
    .option('--pictures <number>', 'how many at most, 1 to 600; a day with more is thinned', wholeBetween(1, 600))
    .action(run(async () => (await import('./export-commands.ts')).runContactSheet));
  add('verify', 'check an export against its manifest; needs no library')
    .argument('<path>', 'the folder, zip or tar', text('a path'))
    .action(run(async () => (await import('./verify-command.ts')).runVerify));
  add('rebuild', 'make a new library of an export alone; name its folder with --library')
    .requiredOption('--from <path>', 'the folder, zip or tar', text('a path'))
    .action(run(async () => (await import('./rebuild-command.ts')).runRebuild));
}
