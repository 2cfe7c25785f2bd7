import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  checkPreference,
  defaultPreferences,
  type PreferenceKey,
  type Preferences,
  preferenceKeys,
} from '../../../src-shared/domain/preferences.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PreferenceRepository } from '../../ports/repositories.ts';
import type { LiveBus } from '../live-bus.ts';

/** The person's preferences: read once, checked at each change, told to every window. */
export class PreferenceService {
  readonly #repository: PreferenceRepository;
  readonly #live: LiveBus;
  readonly #clock: Clock;
  readonly #listeners = new Set<(preferences: Readonly<Preferences>, key: PreferenceKey) => void>();
  #preferences: Preferences;

  private constructor(repository: PreferenceRepository, live: LiveBus, clock: Clock, preferences: Preferences) {
    this.#repository = repository;
    this.#live = live;
    this.#clock = clock;
    this.#preferences = preferences;
  }

  /** Reads the stored values; one that no longer fits its definition falls back to the default. */
  static async load(repository: PreferenceRepository, live: LiveBus, clock: Clock): Promise<PreferenceService> {
    const stored = await repository.all();
    const preferences = defaultPreferences();
    for (const key of preferenceKeys) {
      if (!stored.has(key)) continue;
      const checked = checkPreference(key, stored.get(key));
      if (checked.ok) Object.assign(preferences, { [key]: checked.value });
    }
    return new PreferenceService(repository, live, clock, preferences);
  }

  current(): Readonly<Preferences> {
    return this.#preferences;
  }

  /** Throws `BAD_INPUT` for a value that does not fit and keeps the old one. */
  async set(key: PreferenceKey, value: unknown): Promise<Readonly<Preferences>> {
    const checked = checkPreference(key, value);
    if (!checked.ok) throw new AppError('BAD_INPUT', checked.problem, { details: { key } });
    await this.#repository.set(key, checked.value, this.#clock.now());
    this.#preferences = { ...this.#preferences, [key]: checked.value };
    this.#live.publish({ type: 'preferences-changed', preferences: this.#preferences });
    for (const listener of this.#listeners) listener(this.#preferences, key);
    return this.#preferences;
  }

  onChange(listener: (preferences: Readonly<Preferences>, key: PreferenceKey) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
