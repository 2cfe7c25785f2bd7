import { type AnyContractProcedure, type ContractProcedure, isContractProcedure } from '@orpc/contract';
import type { PublishedMeta } from '../src-shared/contract/base.ts';

/** Of a contract what programs may call; the rest is for the window. */
export type Published<Part> = {
  [Name in keyof Part as IsPublished<Part[Name]> extends true ? Name : never]: Part[Name] extends AnyContractProcedure
    ? Part[Name]
    : Published<Part[Name]>;
};

// biome-ignore lint/suspicious/noExplicitAny: what a procedure takes and answers does not matter here.
type PublishedProcedure = ContractProcedure<any, any, any, PublishedMeta>;

type IsPublished<Part> = Part extends AnyContractProcedure
  ? Part extends PublishedProcedure
    ? true
    : false
  : keyof Published<Part> extends never
    ? false
    : true;

/** The same where the program runs. */
export function publishedOf<Part extends object>(part: Part): Published<Part> {
  const entries = Object.entries(part).flatMap(([name, inner]: [string, object]) => {
    if (isContractProcedure(inner)) return inner['~orpc'].route.path === undefined ? [] : [[name, inner]];
    const published = publishedOf(inner);
    return Object.keys(published).length === 0 ? [] : [[name, published]];
  });
  return Object.fromEntries(entries) as Published<Part>;
}
