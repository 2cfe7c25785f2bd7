import { z } from 'zod';
import { imageFormats, keeperRules, sourceNames } from './vocabulary.ts';

const greatestTextLength = 200;

export const preferenceGroups = [
  'capture',
  'pictures',
  'storage',
  'review',
  'privacy',
  'api',
  'window',
  'internal',
] as const;
export type PreferenceGroup = (typeof preferenceGroups)[number];

interface Described {
  readonly group: PreferenceGroup;
  readonly label: string;
  readonly help: string;
}
interface NumberPreference extends Described {
  readonly kind: 'number';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  /** Empty where it counts nothing. */
  readonly unit: string;
}
interface TogglePreference extends Described {
  readonly kind: 'toggle';
  readonly default: boolean;
}
interface ChoicePreference<Option extends string> extends Described {
  readonly kind: 'choice';
  readonly default: Option;
  readonly options: readonly Option[];
  readonly optionLabels?: Readonly<Partial<Record<Option, string>>>;
}
interface TextListPreference extends Described {
  readonly kind: 'text-list';
  readonly default: readonly string[];
  readonly maximumItems: number;
}
/** A UTC instant in ms, or null when it has not happened (or, for a pause, when it has no end: see the help). */
interface InstantPreference extends Described {
  readonly kind: 'instant';
  readonly default: number | null;
}

export type PreferenceDefinition =
  | NumberPreference
  | TogglePreference
  | ChoicePreference<string>
  | TextListPreference
  | InstantPreference;

const number = (definition: Omit<NumberPreference, 'kind'>): NumberPreference => ({ kind: 'number', ...definition });
const toggle = (definition: Omit<TogglePreference, 'kind'>): TogglePreference => ({ kind: 'toggle', ...definition });
const choice = <const Option extends string>(
  definition: Omit<ChoicePreference<Option>, 'kind'>,
): ChoicePreference<Option> => ({ kind: 'choice', ...definition });
const textList = (definition: Omit<TextListPreference, 'kind'>): TextListPreference => ({
  kind: 'text-list',
  ...definition,
});
const instant = (definition: Omit<InstantPreference, 'kind'>): InstantPreference => ({
  kind: 'instant',
  ...definition,
});

/**
 * Every preference, described once: the settings screen, the API, the command line and the documentation are made
 * from this list. The group `internal` is state that survives a restart and is not shown as a setting.
 */
export const preferenceDefinitions = {
  captureEnabled: toggle({
    group: 'capture',
    label: 'Capture my screens',
    help: 'Takes a picture of every display at the interval below. Off means that nothing is captured at all.',
    default: false,
  }),
  intervalSeconds: number({
    group: 'capture',
    label: 'Interval',
    help: 'How often every display is looked at. A screen that did not change is not stored again.',
    default: 5,
    minimum: 1,
    maximum: 3600,
    step: 1,
    unit: 's',
  }),
  minimumChangePercent: number({
    group: 'capture',
    label: 'Smallest change worth storing',
    help: 'A display is stored again when at least this share of its pixels differs from its last stored picture. 0 stores every change, a blinking cursor too.',
    default: 0.01,
    minimum: 0,
    maximum: 50,
    step: 0.01,
    unit: '%',
  }),
  heldRefreshMinutes: number({
    group: 'capture',
    label: 'Store an unchanged screen again after',
    help: 'Stores one picture of an unchanged screen at least this often. 0 never stores an unchanged screen again.',
    default: 0,
    minimum: 0,
    maximum: 1440,
    step: 1,
    unit: 'min',
  }),
  source: choice({
    group: 'capture',
    label: 'Screen source',
    help: 'What takes the pictures. Automatic picks the best one that works here, and the status screen says which and why.',
    default: 'auto',
    options: ['auto', ...sourceNames],
    optionLabels: {
      auto: 'Automatic',
      native: 'Native',
      'screenshot-desktop': 'Screenshot tools of the system',
      'desktop-capturer': 'Desktop capturer of Electron',
      demo: 'Demo pictures',
    },
  }),
  idleAfterMinutes: number({
    group: 'capture',
    label: 'Stop when I am away for',
    help: 'Stops capturing when there was no keyboard or mouse input for this long, where the system tells. 0 never stops.',
    default: 0,
    minimum: 0,
    maximum: 240,
    step: 1,
    unit: 'min',
  }),
  format: choice({
    group: 'pictures',
    label: 'Format',
    help: 'JPEG is fast and small enough. WebP is about a third smaller and takes four times as long. PNG keeps every pixel and is twice as large.',
    default: 'jpeg',
    options: imageFormats,
    optionLabels: { jpeg: 'JPEG', webp: 'WebP', png: 'PNG' },
  }),
  quality: number({
    group: 'pictures',
    label: 'Quality',
    help: 'For JPEG and WebP. 80 keeps text sharp. PNG is always lossless.',
    default: 80,
    minimum: 1,
    maximum: 100,
    step: 1,
    unit: 'of 100',
  }),
  scalePercent: number({
    group: 'pictures',
    label: 'Size',
    help: 'Stores pictures smaller than the display. 100 stores every pixel.',
    default: 100,
    minimum: 10,
    maximum: 100,
    step: 1,
    unit: '%',
  }),
  diskFloorGigabytes: number({
    group: 'storage',
    label: 'Keep free on the disk',
    help: 'Capture stops when less than this is free, or less than the percentage below, whichever is smaller. Looking back goes on.',
    default: 5,
    minimum: 0,
    maximum: 10_000,
    step: 0.1,
    unit: 'GB',
  }),
  diskFloorPercent: number({
    group: 'storage',
    label: 'Keep free on the disk, as a share',
    help: 'The other half of the rule above.',
    default: 5,
    minimum: 0,
    maximum: 90,
    step: 0.1,
    unit: '%',
  }),
  snapshotMinutes: number({
    group: 'storage',
    label: 'Note how things stand every',
    help: 'Notes displays, storage, queue and health this often, and when capture begins and ends. The status screen plots them. 0 never does.',
    default: 15,
    minimum: 0,
    maximum: 1440,
    step: 1,
    unit: 'min',
  }),
  keeperRule: choice({
    group: 'review',
    label: 'Suggest to keep',
    help: 'Which picture of a group of duplicates is suggested. One that was kept before, and then one with tags, always comes first.',
    default: 'largest',
    options: keeperRules,
    optionLabels: {
      largest: 'The largest',
      sharpest: 'The sharpest',
      oldest: 'The oldest',
      newest: 'The newest',
    },
  }),
  trashDays: number({
    group: 'review',
    label: 'Keep discarded pictures for',
    help: 'Discarded pictures stay in the trash this long and can be restored. 0 never empties the trash by itself.',
    default: 30,
    minimum: 0,
    maximum: 3650,
    step: 1,
    unit: 'days',
  }),
  excludedApps: textList({
    group: 'privacy',
    label: 'Never capture these programs',
    help: 'While one of these programs has the focus, nothing is captured. Matches part of the program name, in any case.',
    default: [],
    maximumItems: 200,
  }),
  excludedTitles: textList({
    group: 'privacy',
    label: 'Never capture windows with these words in the title',
    help: 'While a window with one of these texts in its title has the focus, nothing is captured.',
    default: [],
    maximumItems: 200,
  }),
  recordWindowTitles: toggle({
    group: 'privacy',
    label: 'Note the program and the window title',
    help: 'Stores which program and window had the focus with each picture.',
    default: true,
  }),
  apiEnabled: toggle({
    group: 'api',
    label: 'Let other programs ask',
    help: 'The desktop app answers programs of this machine that have a token or the password. “afterimage serve” always does.',
    default: false,
  }),
  apiPort: number({
    group: 'api',
    label: 'Port for other programs',
    help: 'Where the desktop app answers them. 0 takes any free port; a file beside the configuration says which.',
    default: 0,
    minimum: 0,
    maximum: 65_535,
    step: 1,
    unit: '',
  }),
  theme: choice({
    group: 'window',
    label: 'Appearance',
    help: 'Light, dark, or as the system is set.',
    default: 'auto',
    options: ['auto', 'light', 'dark'],
    optionLabels: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  }),
  timelineOrder: choice({
    group: 'window',
    label: 'Order of a day',
    help: 'Whether a day starts with its newest or its oldest picture.',
    default: 'newest',
    options: ['newest', 'oldest'],
    optionLabels: { newest: 'Newest first', oldest: 'Oldest first' },
  }),
  closeToTray: toggle({
    group: 'window',
    label: 'Keep running when the window is closed',
    help: 'Closing the window leaves Afterimage in the tray, still capturing. Off quits the app with its window.',
    default: true,
  }),
  notifyAlerts: toggle({
    group: 'window',
    label: 'Notify me of alerts',
    help: 'Shows a notification of the system for each new alert, once. A browser asks for permission first, on the Activity page.',
    default: true,
  }),
  consentGivenAt: instant({
    group: 'internal',
    label: 'Consent given',
    help: 'When the person agreed that their screens are captured. Nothing is captured before.',
    default: null,
  }),
  pausedAt: instant({
    group: 'internal',
    label: 'Paused at',
    help: 'When the person paused; null while not paused.',
    default: null,
  }),
  pausedUntil: instant({
    group: 'internal',
    label: 'Paused until',
    help: 'When the pause ends by itself; null while not paused, or paused until resumed.',
    default: null,
  }),
} satisfies Record<string, PreferenceDefinition>;

export type PreferenceKey = keyof typeof preferenceDefinitions;

type ValueOf<Definition> = Definition extends { kind: 'number' }
  ? number
  : Definition extends { kind: 'toggle' }
    ? boolean
    : Definition extends { kind: 'choice'; options: readonly (infer Option)[] }
      ? Option
      : Definition extends { kind: 'text-list' }
        ? readonly string[]
        : number | null;

/** All preferences with their values. */
export type Preferences = { -readonly [Key in PreferenceKey]: ValueOf<(typeof preferenceDefinitions)[Key]> };

export const preferenceKeys = Object.keys(preferenceDefinitions) as PreferenceKey[];

const ownKeys: ReadonlySet<string> = new Set(preferenceKeys);

/** Whether this is a setting of the app and not a key of another program. */
export function isPreferenceKey(key: string): key is PreferenceKey {
  return ownKeys.has(key);
}

/** Whether only whole numbers fit: those that are counted in steps of one. */
export function isWhole(definition: NumberPreference): boolean {
  return Number.isInteger(definition.step);
}

/** The zod schema that a value of this preference must pass. */
export function preferenceSchema(definition: PreferenceDefinition): z.ZodType {
  switch (definition.kind) {
    case 'number':
      return (isWhole(definition) ? z.int() : z.number()).min(definition.minimum).max(definition.maximum);
    case 'toggle':
      return z.boolean();
    case 'choice':
      return z.enum(definition.options as [string, ...string[]]);
    case 'text-list':
      return z.array(z.string().trim().min(1).max(greatestTextLength)).max(definition.maximumItems);
    case 'instant':
      return z.number().int().nullable();
  }
}

/** A value with its unit, where it has one. */
export function withUnit(value: number | string, { unit }: { readonly unit: string }): string {
  return unit === '' ? String(value) : `${value} ${unit}`;
}

/** Every preference at its default. */
export function defaultPreferences(): Preferences {
  return Object.fromEntries(
    preferenceKeys.map((key) => [key, structuredClone(preferenceDefinitions[key].default)]),
  ) as Preferences;
}

/** Returns the value if it is right for the key, or one sentence that says what is wrong with it. */
export function checkPreference(
  key: PreferenceKey,
  value: unknown,
): { ok: true; value: unknown } | { ok: false; problem: string } {
  const definition: PreferenceDefinition = preferenceDefinitions[key];
  const result = preferenceSchema(definition).safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problem: `“${definition.label}” was not changed. ${whatFits(definition)}` };
}

/** One sentence that says which values fit. */
export function whatFits(definition: PreferenceDefinition): string {
  switch (definition.kind) {
    case 'number':
      return `Give a ${isWhole(definition) ? 'whole number' : 'number'} from ${definition.minimum} to ${`${definition.maximum} ${definition.unit}`.trim()}.`;
    case 'toggle':
      return 'Give true or false.';
    case 'choice':
      return `Give one of: ${definition.options.join(', ')}.`;
    case 'text-list':
      return `Give a list of at most ${definition.maximumItems} texts of 1 to ${greatestTextLength} characters.`;
    case 'instant':
      return 'Give a time in UTC milliseconds, or null.';
  }
}
