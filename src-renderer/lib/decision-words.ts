import type { Decision } from '../../src-shared/contract/review.ts';
import { formatQuantity } from './format.ts';

/** What keeping or discarding so many pictures is called once it is done. */
export function verdictDone(verdict: 'keep' | 'discard', pictures: number): string {
  const deed = verdict === 'keep' ? 'Kept' : 'Discarded';
  return pictures === 1 ? `${deed}.` : `${deed} ${formatQuantity(pictures, 'picture')}.`;
}

function parsed(value: string | null): unknown {
  if (value === null) return null;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** A decision in a few words: `Discarded as a duplicate`, `Tag “invoice” added`. */
export function decisionInWords(decision: Pick<Decision, 'type' | 'value'>): string {
  const value = parsed(decision.value);
  switch (decision.type) {
    case 'keep':
      return 'Kept';
    case 'discard':
      return 'Discarded';
    case 'keep_duplicate':
      return 'Kept among duplicates';
    case 'discard_duplicate':
      return 'Discarded as a duplicate';
    case 'timestamp_override':
      return 'Time corrected';
    case 'tag_assignment': {
      const tag = typeof value === 'string' ? value : String(field(value, 'tag') ?? '');
      const name = tag === '' ? 'Tag' : `Tag “${tag}”`;
      return field(value, 'assigned') === false ? `${name} removed` : `${name} added`;
    }
  }
}
