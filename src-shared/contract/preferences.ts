import { z } from 'zod';
import {
  type PreferenceKey,
  type Preferences,
  preferenceDefinitions,
  preferenceKeys,
  preferenceSchema,
} from '../domain/preferences.ts';
import { procedure } from './base.ts';

/** All preferences with their values, made from the definitions. */
export const preferencesSchema = z.object(
  Object.fromEntries(preferenceKeys.map((key) => [key, preferenceSchema(preferenceDefinitions[key])])),
) as unknown as z.ZodType<Preferences>;

const preferenceKey = z.enum(preferenceKeys as [PreferenceKey, ...PreferenceKey[]]);

export const preferencesContract = {
  get: procedure.output(preferencesSchema),
  /** Sets one preference. A value of the wrong type or out of range is refused with `BAD_INPUT` and the old one kept. */
  set: procedure.input(z.object({ key: preferenceKey, value: z.unknown() })).output(preferencesSchema),
};
