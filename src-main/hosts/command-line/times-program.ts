import type { Command } from 'commander';
import { text, wholeBetween } from './arguments.ts';
import type { Run } from './command-context.ts';
import { amountOfTime, timeZone } from './time-words.ts';

/** The commands about when imported pictures were taken. */
export function addTimesCommands(program: Command, run: Run): void {
  const times = program.command('times').description('review when imported pictures were taken').helpCommand(false);
  times
    // A command of its own, so that --camera behind “shift” is not taken for its filter.
    .command('list', { isDefault: true })
    .description('list those of uncertain time with all that tells it; “list” may be left out')
    .option('--camera <name>', 'only of this camera', text('a camera'))
    .option('--job <id>', 'only of this import')
    .option('--limit <number>', 'how many, 1 to 200', wholeBetween(1, 200), 50)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(run(async () => (await import('./times-commands.ts')).runTimes));
  times
    .command('show')
    .description('tell all that says when one picture was taken')
    .argument('<id>', 'the id of the capture')
    .action(run(async () => (await import('./times-commands.ts')).runTimesShow));
  times
    .command('set')
    .description('say when a picture was taken; its file moves to that day')
    .argument('<id>', 'the id of the capture')
    .argument('<time>', 'such as 2024-03-01T10:15:22+09:00; without an offset, in the zone of the picture')
    .action(run(async () => (await import('./times-commands.ts')).runTimesSet));
  times
    .command('confirm')
    .description('say that the times of pictures are right')
    .argument('<id...>', 'the ids of the captures')
    .action(run(async () => (await import('./times-commands.ts')).runTimesConfirm));
  times
    .command('shift')
    .description('move many pictures in time, after showing what that does')
    .option('--camera <name>', 'those of this camera', text('a camera'))
    .option('--job <id>', 'those of this import')
    .option('--id <id...>', 'those with these ids')
    .option('--by <amount>', 'by so much: ±HH:MM:SS', amountOfTime)
    .option('--zone <offset>', 'to this time zone, ±HH:MM; the time on the wall stays', timeZone)
    .option('--yes', 'do not ask')
    .action(run(async () => (await import('./times-commands.ts')).runTimesShift));
}
