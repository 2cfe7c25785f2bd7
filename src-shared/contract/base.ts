import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { RequiredScope } from '../domain/access.ts';
import { type ErrorCode, errorStatusByCode } from '../domain/app-error.ts';
import { greatestUtcOffsetMinutes, isDay, leastUtcOffsetMinutes } from '../domain/local-time.ts';

/** Data that travels with every typed error besides its code and its sentence. */
export const errorDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const errorMap = Object.fromEntries(
  Object.entries(errorStatusByCode).map(([code, status]) => [code, { status, data: errorDetails }]),
) as { [Code in ErrorCode]: { status: (typeof errorStatusByCode)[Code]; data: typeof errorDetails } };

/** What is known of a procedure besides its shapes. */
export interface ProcedureMeta {
  /** What whoever calls it must be allowed to do. */
  readonly scope: RequiredScope;
}

/**
 * The start of every procedure: all of them can fail with any of our typed codes, and only `admin` may call one that
 * says nothing else. One with a `route` is a path of the REST API; the others are for the window alone.
 */
export const procedure = oc.$meta<ProcedureMeta>({ scope: 'admin' }).errors(errorMap);

/** What tells published procedures from the others, for types that leave the others out. */
export interface PublishedMeta extends ProcedureMeta {
  readonly published: true;
}

const publishedProcedure = oc.$meta<PublishedMeta>({ scope: 'admin', published: true }).errors(errorMap);

/** What a published path says of itself. */
interface Published {
  readonly scope: RequiredScope;
  /** The heading of the reference page it stands under. */
  readonly tag:
    | 'Access'
    | 'Captures'
    | 'Capture control'
    | 'Duplicates'
    | 'Export'
    | 'Import'
    | 'Jobs'
    | 'Library'
    | 'Memory'
    | 'Review';
  /** What it does, in a few words. */
  readonly summary: string;
  /** 200 unless it makes something. */
  readonly successStatus?: number;
}

/** The start of a procedure that is a path of the REST API, below `/api`. */
export function published(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: `/${string}`,
  { scope, tag, ...about }: Published,
) {
  return publishedProcedure.meta({ scope, published: true }).route({ method, path, tags: [tag], ...about });
}

/** A UTC instant in milliseconds. */
export const instantMs = z.number().int();

/** How far a time zone that somebody names is from UTC, in minutes east of it. */
export const zoneOffset = z.number().int().min(leastUtcOffsetMinutes).max(greatestUtcOffsetMinutes);

/** A calendar day, `YYYY-MM-DD`. */
export const day = z.string().refine(isDay, 'A day is written YYYY-MM-DD.');

/** The id of a row or file: a UUID in lower case. */
export const id = z.uuid();

/** An opaque position in a list, as an earlier page returned it. */
export const cursor = z.string().max(200);
