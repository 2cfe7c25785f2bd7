import { externalPrefix, preferenceKeySchema } from '../../../src-shared/contract/memory-preferences.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { isPreferenceKey, preferenceKeys } from '../../../src-shared/domain/preferences.ts';
import type { ExternalLimits } from '../../ports/memory-repository.ts';

/** How much other programs may keep among the preferences, all together. */
export const externalLimits: ExternalLimits = { keys: 1000, bytes: 8 * 1024 * 1024 };

const greatestValueBytes = 64 * 1024;
const greatestDepth = 32;

const settingByLowerCase = new Map(preferenceKeys.map((key) => [key.toLowerCase(), key]));

/**
 * The key a value lies under: those of other programs never meet a setting of the app. Keys that differ in case are two
 * keys, but a setting in another case is taken for a slip. Throws `BAD_INPUT` for what is no key.
 */
export function storedKey(key: string): string {
  if (isPreferenceKey(key)) return key;
  const checked = preferenceKeySchema.safeParse(key);
  const name = key.startsWith(externalPrefix) ? key.slice(externalPrefix.length) : key;
  if (!checked.success || name === '') {
    const problem = checked.error?.issues[0]?.message ?? 'A key of another program needs a name.';
    throw new AppError('BAD_INPUT', problem, { details: { key: key.slice(0, 200) } });
  }
  const setting = settingByLowerCase.get(key.toLowerCase());
  if (setting) throw new AppError('BAD_INPUT', `“${key}” is no setting. Is “${setting}” meant?`, { details: { key } });
  return externalPrefix + name;
}

/** Throws `BAD_INPUT` for what is no JSON, or too much of it for a preference. */
export function checkExternalValue(key: string, value: unknown): void {
  const details = { key };
  if (value === undefined) throw new AppError('BAD_INPUT', 'Give a value.', { details });
  // Looked at before it is written as JSON, which takes as many calls in one another as the value is deep.
  if (isDeeperThan(value, greatestDepth)) {
    throw new AppError('BAD_INPUT', `A value of another program is at most ${greatestDepth} levels deep.`, { details });
  }
  const json = asJson(value);
  if (json === undefined) throw new AppError('BAD_INPUT', 'A value must be JSON.', { details });
  if (Buffer.byteLength(json) > greatestValueBytes) {
    throw new AppError('BAD_INPUT', 'A value of another program has at most 64 KB as JSON.', { details });
  }
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
