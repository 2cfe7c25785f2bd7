import { ORPCError } from '@orpc/contract';

/**
 * The typed error that an answer of the REST API tells; undefined for a body that is none, such as one of a program
 * that listens on the same port.
 */
export function readRestError(body: unknown, status: number): ORPCError<string, unknown> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if (!('code' in body && 'message' in body && 'data' in body)) return undefined;
  const { code, message, data } = body;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return new ORPCError(code, { defined: true, status, message, data });
}
