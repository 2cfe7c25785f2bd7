import { externalPrefix, type PreferenceRow } from '../../../src-shared/contract/memory-preferences.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  checkPreference,
  isPreferenceKey,
  type PreferenceDefinition,
  type PreferenceKey,
  preferenceDefinitions,
  preferenceKeys,
  whatFits,
  withUnit,
} from '../../../src-shared/domain/preferences.ts';
import { jsonValue } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { facts, table } from './table.ts';
import { withClient } from './with-client.ts';
import { hereText } from './words.ts';

const longestCell = 60;

/** `afterimage prefs list` */
export function runPrefsList(context: CommandContext): Promise<number> {
  return withClient(context, async ({ memory }) => {
    const found = await memory.preferences.list();
    context.output.document(found);
    const shown = found.items.filter((row) => row.description?.group !== 'internal');
    context.output.print(
      table(
        ['Key', 'Value', 'Default', 'What it is'],
        shown.map((row) => [
          row.key,
          shortened(valueText(row, row.value)),
          row.description ? valueText(row, row.description.default) : '–',
          row.description?.label ?? 'of another program',
        ]),
      ),
    );
    return exitCodes.done;
  });
}

/** `afterimage prefs get KEY` */
export function runPrefsGet(context: CommandContext, _options: unknown, [word]: readonly string[]): Promise<number> {
  const key = knownKey(word ?? '');
  return withClient(context, async ({ memory }) => {
    const row = await memory.preferences.get({ key });
    context.output.document(row);
    const { description } = row;
    const about: [string, string][] = description
      ? [
          ['Default', valueText(row, description.default)],
          ['Values', isPreferenceKey(row.key) ? whatFits(preferenceDefinitions[row.key]) : '–'],
          ['What it is', `${description.label}. ${description.help}`],
        ]
      : [];
    context.output.print(
      facts([
        ['Key', row.key],
        ['Value', valueText(row, row.value)],
        ...about,
        ['Changed at', hereText(row.updated_at)],
      ]),
    );
    return exitCodes.done;
  });
}

/** `afterimage prefs set KEY VALUE` */
export function runPrefsSet(
  context: CommandContext,
  _options: unknown,
  [word = '', ...words]: readonly string[],
): Promise<number> {
  const key = knownKey(word);
  const value = isPreferenceKey(key) ? settingOf(key, words) : externalValueOf(words.join(' '));
  return withClient(context, async ({ memory }) => {
    const row = await memory.preferences.put({ key, value });
    context.output.document(row);
    context.output.print(`${row.key}: ${valueText(row, row.value)}`);
    return exitCodes.done;
  });
}

/** Refuses a key that would silently become one of another program. */
function knownKey(word: string): string {
  if (isPreferenceKey(word) || word.startsWith(externalPrefix)) return word;
  const meant = preferenceKeys.find((key) => key.toLowerCase() === word.toLowerCase());
  const hint = meant ? `Is “${meant}” meant?` : '“afterimage prefs list” lists them all.';
  const sentence = `There is no setting “${word}”. ${hint} Keys of other programs begin with “${externalPrefix}”.`;
  throw new AppError('BAD_INPUT', sentence);
}

/** What was typed, as the value that it means for this setting. Throws `BAD_INPUT` with what would fit. */
function settingOf(key: PreferenceKey, words: readonly string[]): unknown {
  const definition: PreferenceDefinition = preferenceDefinitions[key];
  if (definition.group === 'internal') {
    throw new AppError('BAD_INPUT', `“${key}” is what the app notes for itself, and no setting.`);
  }
  const checked = checkPreference(key, typedValue(definition, words));
  if (checked.ok) return checked.value;
  throw new AppError('BAD_INPUT', checked.problem, { details: { key } });
}

const wordsForTrue: ReadonlySet<string> = new Set(['true', 'on', 'yes']);
const wordsForFalse: ReadonlySet<string> = new Set(['false', 'off', 'no']);

/** Undefined where it means nothing. */
function typedValue(definition: PreferenceDefinition, words: readonly string[]): unknown {
  const typed = words.join(' ').trim();
  switch (definition.kind) {
    case 'number': {
      const [, number = '', unit = ''] = /^(-?\d+(?:\.\d+)?)\s*(.*)$/.exec(typed) ?? [];
      return number !== '' && ['', definition.unit].includes(unit) ? Number(number) : undefined;
    }
    case 'toggle': {
      const word = typed.toLowerCase();
      return wordsForTrue.has(word) ? true : wordsForFalse.has(word) ? false : undefined;
    }
    case 'choice':
      return typed;
    case 'text-list':
      return words.length === 1 && typed.startsWith('[')
        ? jsonValue(typed, 'a list such as \'["One", "Two"]\'')
        : words;
    case 'instant':
      return undefined;
  }
}

/** What looks like JSON must be it; everything else is a text. */
function externalValueOf(typed: string): unknown {
  if (/^\s*([{["]|(-?\d[\d.eE+-]*|true|false|null)\s*$)/.test(typed)) return jsonValue(typed, 'a text, or JSON');
  return typed;
}

/** A value as it can be typed again. */
function valueText(row: PreferenceRow, value: unknown): string {
  if (typeof value === 'number' && row.description?.unit) return withUnit(value, { unit: row.description.unit });
  return row.description && typeof value === 'string' ? value : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length > longestCell ? `${text.slice(0, longestCell - 1)}…` : text;
}
