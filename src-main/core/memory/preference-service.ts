import { externalPrefix, type PreferenceRow } from '../../../src-shared/contract/memory-preferences.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  checkPreference,
  defaultPreferences,
  isPreferenceKey,
  type PreferenceDefinition,
  type PreferenceKey,
  type Preferences,
  preferenceDefinitions,
  preferenceKeys,
} from '../../../src-shared/domain/preferences.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PreferenceRepository, StoredPreference } from '../../ports/memory-repository.ts';
import type { LiveBus } from '../live-bus.ts';
import type { DoneBy } from './done-by.ts';
import { checkExternalValue, externalLimits, storedKey } from './external-preferences.ts';

/** What a preference was before, and who changed it; nobody where the app did so for a reason that it notes itself. */
export interface PreferenceChange {
  readonly from: unknown;
  readonly by: DoneBy | undefined;
}

type PreferenceListener = (preferences: Readonly<Preferences>, key: PreferenceKey, change: PreferenceChange) => void;

/** The person's preferences: read once, checked at each change, told to every window. */
export class PreferenceService {
  readonly #repository: PreferenceRepository;
  readonly #live: LiveBus;
  readonly #clock: Clock;
  readonly #listeners = new Set<PreferenceListener>();
  #preferences: Preferences;

  private constructor(repository: PreferenceRepository, live: LiveBus, clock: Clock, preferences: Preferences) {
    this.#repository = repository;
    this.#live = live;
    this.#clock = clock;
    this.#preferences = preferences;
  }

  /** Reads the stored values; one that no longer fits its definition falls back to the default. */
  static async load(repository: PreferenceRepository, live: LiveBus, clock: Clock): Promise<PreferenceService> {
    return new PreferenceService(repository, live, clock, await read(repository));
  }

  /** Takes over what other processes have set since. Whoever set it has said so in the activity log. */
  async refresh(): Promise<void> {
    const before = this.#preferences;
    const now = await read(this.#repository);
    // While this waited, this process may have set one itself: that is newer than what was read, or read as well.
    if (this.#preferences !== before) return this.refresh();
    const changed = preferenceKeys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]));
    if (changed.length === 0) return;
    this.#preferences = now;
    this.#live.publish({ type: 'preferences-changed', preferences: now });
    for (const key of changed) {
      for (const listener of this.#listeners) listener(now, key, { from: before[key], by: undefined });
    }
  }

  current(): Readonly<Preferences> {
    return this.#preferences;
  }

  /** Throws `BAD_INPUT` for a value that does not fit and keeps the old one. */
  async set(key: PreferenceKey, value: unknown, by?: DoneBy): Promise<Readonly<Preferences>> {
    const from = this.#preferences[key];
    const checked = checkPreference(key, value);
    if (!checked.ok) throw new AppError('BAD_INPUT', checked.problem, { details: { key } });
    await this.#repository.set(key, checked.value, this.#clock.now());
    this.#preferences = { ...this.#preferences, [key]: checked.value };
    this.#live.publish({ type: 'preferences-changed', preferences: this.#preferences });
    for (const listener of this.#listeners) listener(this.#preferences, key, { from, by });
    return this.#preferences;
  }

  /** Every setting of the app and every key of another program, in the order of the settings, then by name. */
  async getAllPreferences(): Promise<PreferenceRow[]> {
    const rows = await this.#repository.rows();
    const updatedAt = new Map(rows.map((row) => [row.key, row.updatedAt]));
    return [
      ...preferenceKeys.map((key) => this.#ownRow(key, updatedAt.get(key))),
      ...rows.filter((row) => row.key.startsWith(externalPrefix)).map(externalRow),
    ];
  }

  /** Throws `NOT_FOUND` for a key of another program that was never set. */
  async getPreference(key: string): Promise<PreferenceRow> {
    const stored = await this.#repository.row(storedKey(key));
    if (isPreferenceKey(key)) return this.#ownRow(key, stored?.updatedAt);
    if (!stored) throw new AppError('NOT_FOUND', `No preference “${key}” was set.`, { details: { key } });
    return externalRow(stored);
  }

  /**
   * Sets a setting of the app or a key of another program. Throws `BAD_INPUT` and keeps the old value, also for what the
   * app notes itself: no program agrees to capture in the person's place.
   */
  async setPreference(key: string, value: unknown, by: DoneBy = owner): Promise<PreferenceRow> {
    if (isPreferenceKey(key) && preferenceDefinitions[key].group === 'internal') {
      throw new AppError('BAD_INPUT', `“${preferenceDefinitions[key].label}” is noted by Afterimage itself.`, {
        details: { key },
      });
    }
    if (isPreferenceKey(key)) await this.set(key, value, by);
    else await this.#setExternal(storedKey(key), value);
    return this.getPreference(key);
  }

  async #setExternal(key: string, value: unknown): Promise<void> {
    checkExternalValue(key, value);
    const preference = { key, value, updatedAt: this.#clock.now() };
    if (await this.#repository.setWithin(externalPrefix, externalLimits, preference)) return;
    throw new AppError(
      'BAD_INPUT',
      `Other programs keep at most ${externalLimits.keys} preferences here, of 8 MB together.`,
      { details: { key } },
    );
  }

  #ownRow(key: PreferenceKey, updatedAt: number | undefined): PreferenceRow {
    const definition: PreferenceDefinition = preferenceDefinitions[key];
    return {
      key,
      value: this.#preferences[key],
      updated_at: updatedAt ?? null,
      description: {
        group: definition.group,
        label: definition.label,
        help: definition.help,
        kind: definition.kind,
        default: definition.default,
        unit: definition.kind === 'number' ? definition.unit : null,
        minimum: definition.kind === 'number' ? definition.minimum : null,
        maximum: definition.kind === 'number' ? definition.maximum : null,
        options: definition.kind === 'choice' ? [...definition.options] : null,
      },
    };
  }

  onChange(listener: PreferenceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The stored values, and the default of each that has none or one that no longer fits its definition. */
async function read(repository: PreferenceRepository): Promise<Preferences> {
  const stored = await repository.values(preferenceKeys);
  const preferences = defaultPreferences();
  for (const [key, value] of stored) {
    const checked = checkPreference(key as PreferenceKey, value);
    if (checked.ok) Object.assign(preferences, { [key]: checked.value });
  }
  return preferences;
}

function externalRow(row: StoredPreference): PreferenceRow {
  return { key: row.key, value: row.value, updated_at: row.updatedAt, description: null };
}
