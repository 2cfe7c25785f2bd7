import { z } from 'zod';
import { preferenceGroups } from '../domain/preferences.ts';
import { instantMs, published } from './base.ts';

/** What keys of other programs begin with, so that they never meet a setting of the app. */
export const externalPrefix = 'external.';

/** A key as a program may write it: one of the app's settings, or a name of its own with or without the prefix. */
export const preferenceKeySchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,127}$/,
    'A key has 1 to 128 letters, digits, “.”, “_” or “-” and begins with a letter.',
  )
  .refine(
    (key) => !key.split('.').some((part) => ['__proto__', 'constructor', 'prototype'].includes(part)),
    'This key is not allowed.',
  );

/** One preference. Of another program's only key, value and time are known. */
export const preferenceRowSchema = z.object({
  key: z.string(),
  value: z.unknown(),
  /** Null while it is at its default. */
  updated_at: instantMs.nullable(),
  /** What the app knows of its own settings. */
  description: z
    .object({
      group: z.enum(preferenceGroups),
      label: z.string(),
      help: z.string(),
      kind: z.string(),
      default: z.unknown(),
      unit: z.string().nullable(),
      minimum: z.number().nullable(),
      maximum: z.number().nullable(),
      options: z.array(z.string()).nullable(),
    })
    .nullable(),
});
export type PreferenceRow = z.infer<typeof preferenceRowSchema>;

export const memoryPreferencesContract = {
  list: published('GET', '/memory/preferences', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'All preferences',
  }).output(z.object({ items: z.array(preferenceRowSchema) })),
  get: published('GET', '/memory/preferences/{key}', { scope: 'memory:read', tag: 'Memory', summary: 'One preference' })
    .input(z.object({ key: preferenceKeySchema }))
    .output(preferenceRowSchema),
  /**
   * Sets one preference. A setting of the app asks for `admin` and is checked against its description; any other key is
   * kept under `external.`, as JSON of at most 64 KB.
   */
  put: published('PUT', '/memory/preferences/{key}', {
    scope: 'memory:write',
    tag: 'Memory',
    summary: 'Set one preference',
  })
    .input(z.object({ key: preferenceKeySchema, value: z.unknown() }))
    .output(preferenceRowSchema),
};
