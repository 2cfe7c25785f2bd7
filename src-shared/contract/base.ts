import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ErrorCode, errorStatusByCode } from '../domain/app-error.ts';
import { isDay } from '../domain/local-time.ts';

/** Data that travels with every typed error besides its code and its sentence. */
export const errorDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const errorMap = Object.fromEntries(
  Object.entries(errorStatusByCode).map(([code, status]) => [code, { status, data: errorDetails }]),
) as { [Code in ErrorCode]: { status: (typeof errorStatusByCode)[Code]; data: typeof errorDetails } };

/** The start of every procedure: all of them can fail with any of our typed codes. */
export const procedure = oc.errors(errorMap);

/** A UTC instant in milliseconds. */
export const instantMs = z.number().int();

/** A calendar day, `YYYY-MM-DD`. */
export const day = z.string().refine(isDay, 'A day is written YYYY-MM-DD.');

/** The id of a row or file: a UUID in lower case. */
export const id = z.uuid();

/** An opaque position in a list, as an earlier page returned it. */
export const cursor = z.string().max(200);
