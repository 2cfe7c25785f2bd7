import { implement } from '@orpc/server';
import type { ProcedureMeta } from '../../src-shared/contract/base.ts';
import { contract } from '../../src-shared/contract/index.ts';
import { allows, type Principal, type RequiredScope } from '../../src-shared/domain/access.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';
import { type ReportProblem, reportToStandardError, toTypedError } from './typed-errors.ts';

/** What every call can reach, whatever transport it came by. */
export interface ApiContext {
  readonly session: Session;
  /** Who calls. A host says it; nothing is assumed. */
  readonly principal: Principal;
  /** Aborted when the host shuts down: streams end then. */
  readonly closing?: AbortSignal;
  readonly report?: ReportProblem;
}

const base = implement(contract).$context<ApiContext>();

/**
 * The start of every implemented procedure. It refuses whoever lacks the scope that the contract asks for, over every
 * transport, and lets only typed errors out.
 */
export const os = base.use(async ({ context, next, path, procedure }) => {
  try {
    const { scope } = procedure['~orpc'].meta as ProcedureMeta;
    assertAllowed(context.principal, scope);
    return await next();
  } catch (error) {
    throw toTypedError(error, path.join('.'), context.report ?? reportToStandardError);
  }
});

/** Throws `FORBIDDEN` with what is missing. */
export function assertAllowed(principal: Principal, scope: RequiredScope): void {
  if (allows(principal.scopes, scope)) return;
  throw new AppError('FORBIDDEN', `This token may not do that: it needs the scope “${scope}”.`, { details: { scope } });
}
