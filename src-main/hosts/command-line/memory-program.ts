import { type Command, Option } from 'commander';
import { scopes } from '../../../src-shared/domain/access.ts';
import { eventSeverities, eventTypes } from '../../../src-shared/domain/vocabulary.ts';
import { moment, text, wholeBetween } from './arguments.ts';
import type { Run } from './command-context.ts';

const since = ['--since <when>', 'from then on: a day, a time, or how long ago (30min, 12h, 7d)'] as const;

/** The commands that another Afterimage which runs answers, where there is one. */
export function addMemoryCommands(program: Command, run: Run): void {
  const add = (name: string, description: string): Command => program.command(name).description(description);
  const cursor = ['--cursor <cursor>', 'go on where an earlier list ended'] as const;

  const events = add('events', 'list the activity log, or write into it').helpCommand(false);
  events
    // A command of its own, so that --type behind “add” is not taken for its filter.
    .command('list', { isDefault: true })
    .description('list it, newest first; “list” may be left out')
    .addOption(new Option('--type <type>', 'only of this type').choices(eventTypes))
    .addOption(new Option('--severity <severity>', 'only of this severity').choices(eventSeverities))
    .option('--node <name>', 'only about this device or display', text('a name'))
    .option(...since, (value: string) => moment(value))
    .option('--unresolved', 'only alerts that wait to be resolved')
    .option('--limit <number>', 'how many, 1 to 500', wholeBetween(1, 500), 50)
    .option(...cursor)
    .option('--csv', 'print rows for a spreadsheet')
    .action(run(async () => (await import('./events-commands.ts')).runEvents));
  events
    .command('add')
    .description('write into the activity log')
    .addOption(new Option('--type <type>', 'an alert waits to be resolved').choices(eventTypes).makeOptionMandatory())
    .addOption(new Option('--severity <severity>', 'how bad it is').choices(eventSeverities).default('info'))
    .requiredOption('--summary <text>', 'one line for a person', text('a summary'))
    .option('--node <name>', 'the device or display it is about', text('a name'))
    .option('--details <json>', 'more about it, as a JSON object')
    .action(run(async () => (await import('./events-commands.ts')).runEventsAdd));
  events
    .command('resolve')
    .description('say that an alert is dealt with')
    .argument('<id>', 'the id of the event')
    .action(run(async () => (await import('./events-commands.ts')).runEventsResolve));

  const preferences = add('prefs', 'read and change the settings').helpCommand(false);
  preferences
    .command('list')
    .description('list all settings')
    .action(run(async () => (await import('./preferences-commands.ts')).runPrefsList));
  preferences
    .command('get')
    .description('tell everything about one setting')
    .argument('<key>', 'the setting')
    .action(run(async () => (await import('./preferences-commands.ts')).runPrefsGet));
  preferences
    .command('set')
    .description('change a setting; it is in force at once')
    .argument('<key>', 'the setting')
    .argument('<value...>', 'a number, on or off, one of the choices, or texts ([] for none)')
    .action(run(async () => (await import('./preferences-commands.ts')).runPrefsSet));

  add('snapshots', 'list how the whole stood, oldest first; the last day where nothing is said')
    .option(...since, (value: string) => moment(value))
    .option('--latest', 'only the latest')
    .option('--limit <number>', 'how many, 1 to 2000', wholeBetween(1, 2000))
    .option(...cursor)
    .action(run(async () => (await import('./memory-commands.ts')).runSnapshots));
  add('conversations', 'list conversations, newest first, or what was said in one')
    .argument('[session]', 'the conversation to read')
    .option('--limit <number>', 'how many, 1 to 200', wholeBetween(1, 200))
    .option(...cursor)
    .action(run(async () => (await import('./memory-commands.ts')).runConversations));

  const tokens = add('token', 'let programs in, list them, or shut them out').helpCommand(false);
  tokens
    .command('create')
    .description('make a token for a program; it is shown once')
    .argument('<name>', 'what the program is called')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices(scopes).makeOptionMandatory())
    .option('--expires <days>', 'hold this long, 1 to 3650; without it until revoked', wholeBetween(1, 3650))
    .action(run(async () => (await import('./access-commands.ts')).runTokenCreate));
  tokens
    .command('list')
    .description('list all tokens and when they were last used')
    .action(run(async () => (await import('./access-commands.ts')).runTokenList));
  tokens
    .command('revoke')
    .description('refuse a token from now on')
    .argument('<id>', 'the id of the token')
    .action(run(async () => (await import('./access-commands.ts')).runTokenRevoke));

  const password = add('password', 'set the password that programs log in with').helpCommand(false);
  password
    .command('set')
    .description('ask for it twice, unseen; all log-ins end')
    .option('--stdin', 'read it from a pipe')
    // Refused by the command itself, which does not repeat it.
    .allowExcessArguments()
    .action(run(async () => (await import('./access-commands.ts')).runPasswordSet));
}
