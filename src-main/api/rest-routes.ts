import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnyContractProcedure, isContractProcedure, type OpenAPI } from '@orpc/contract';
import type { ProcedureMeta } from '../../src-shared/contract/base.ts';
import type { Principal, RequiredScope } from '../../src-shared/domain/access.ts';
import type { ApiContext } from './procedures.ts';

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request to a path that is no procedure, let in and found to be in order. */
export interface PlainCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The values of `{name}` in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly context: ApiContext;
  readonly principal: Principal;
}

/** A path of the REST API whose answer or body is not JSON: a picture, a page, an upload. */
export interface PlainRoute {
  readonly method: RestMethod;
  /** Below `/api`, as in a contract: `/captures/{id}/picture`. */
  readonly path: `/${string}`;
  readonly scope: RequiredScope;
  /** What OpenAPI says of it besides its scope and its errors. */
  readonly operation: OpenAPI.OperationObject;
  /** Whether HEAD is answered like GET. */
  readonly head?: boolean;
  /** The body it takes, which it reads itself; others are refused with 415 and 413 before. */
  readonly body?: { readonly type: string; readonly greatestBytes: number };
  /** Whatever it throws is told as a typed error. */
  answer(call: PlainCall): Promise<void>;
}

/** One path and method of the REST API. */
export interface RestRoute {
  readonly method: RestMethod;
  readonly path: string;
  readonly scope: RequiredScope;
  /** The procedure of the contract that is called, with its rooms: `memory.events.list`. */
  readonly name: string;
  /** What answers instead, where it is no procedure. */
  readonly plain?: PlainRoute;
}

/** What a path leads to: a route, or the methods that are answered there. */
export type FoundRoute =
  | { readonly route: RestRoute; readonly params: Readonly<Record<string, string>> }
  | { readonly allow: readonly string[] };

interface PathNode {
  readonly literal: Map<string, PathNode>;
  parameter?: PathNode;
  readonly byMethod: Map<string, { route: RestRoute; names: readonly string[] }>;
}

const createNode = (): PathNode => ({ literal: new Map(), byMethod: new Map() });

/** Every published path, by its segments. */
export class RestRoutes {
  readonly all: readonly RestRoute[];
  readonly #root = createNode();

  constructor(contract: object, plainRoutes: readonly PlainRoute[]) {
    this.all = [
      ...publishedProcedures(contract).map(({ method, path, scope, name }) => ({ method, path, scope, name })),
      ...plainRoutes.map((plain) => ({ ...plain, name: '', plain })),
    ];
    for (const route of this.all) this.#add(route);
  }

  /** `segments` are those below `/api`, decoded. */
  find(method: string, segments: readonly string[]): FoundRoute | undefined {
    const node = descend(this.#root, segments, 0, (each) => each.byMethod.has(method));
    const found = node?.byMethod.get(method);
    if (found) return { route: found.route, params: paramsOf(found, segments) };
    const other = descend(this.#root, segments, 0, (each) => each.byMethod.size > 0);
    return other && { allow: [...other.byMethod.keys()].sort() };
  }

  #add(route: RestRoute): void {
    const segments = route.path.split('/').slice(1);
    let node = this.#root;
    for (const segment of segments) {
      if (isParameter(segment)) {
        node.parameter ??= createNode();
        node = node.parameter;
      } else {
        const next = node.literal.get(segment) ?? createNode();
        node.literal.set(segment, next);
        node = next;
      }
    }
    const names = segments.map((segment) => (isParameter(segment) ? segment.slice(1, -1) : ''));
    const methods = route.plain?.head ? [route.method, 'HEAD'] : [route.method];
    for (const method of methods) {
      if (node.byMethod.has(method)) throw new Error(`${method} ${route.path} is published twice.`);
      node.byMethod.set(method, { route, names });
    }
  }
}

/** A procedure of the contract that is a path of the REST API. */
export interface PublishedProcedure {
  readonly name: string;
  readonly method: RestMethod;
  readonly path: string;
  readonly scope: RequiredScope;
  readonly procedure: AnyContractProcedure;
}

/** The procedures of a contract that have a path, in the order of the contract. */
export function publishedProcedures(part: object, names: readonly string[] = []): PublishedProcedure[] {
  if (!isContractProcedure(part)) {
    return Object.entries(part).flatMap(([name, inner]) => publishedProcedures(inner, [...names, name]));
  }
  const { route, meta } = part['~orpc'];
  if (!route.path || !route.method) return [];
  const { scope } = meta as ProcedureMeta;
  return [{ name: names.join('.'), method: route.method as RestMethod, path: route.path, scope, procedure: part }];
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** A name that is written out goes before one that stands for any. */
function descend(
  node: PathNode,
  segments: readonly string[],
  at: number,
  fits: (node: PathNode) => boolean,
): PathNode | undefined {
  const segment = segments[at];
  if (segment === undefined) return fits(node) ? node : undefined;
  const literal = node.literal.get(segment);
  const found = literal && descend(literal, segments, at + 1, fits);
  if (found) return found;
  return node.parameter && segment !== '' ? descend(node.parameter, segments, at + 1, fits) : undefined;
}

function paramsOf(found: { names: readonly string[] }, segments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(found.names.flatMap((name, at) => (name === '' ? [] : [[name, segments[at] ?? '']])));
}
