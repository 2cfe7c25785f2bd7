import { RPCHandler } from '@orpc/server/message-port';
import { owner } from '../../src-shared/domain/access.ts';
import type { Session } from '../core/session.ts';
import { createRouter } from './router.ts';
import type { ReportProblem } from './typed-errors.ts';

/** What we need of a port: node's, the browser's and Electron's all have it. */
export type ServedPort = Parameters<RPCHandler<Record<PropertyKey, unknown>>['upgrade']>[0] & { start?(): void };

/**
 * Serves the whole contract to whoever holds the other end of the port. Who that may be is decided before, where
 * the port is handed over.
 */
export function serveMessagePort(
  session: Session,
  port: ServedPort,
  options: { closing?: AbortSignal; report?: ReportProblem } = {},
): void {
  const handler = new RPCHandler(createRouter());
  handler.upgrade(port, { context: { session, principal: owner, ...options } });
  port.start?.();
}
