import type { Principal } from '../../../src-shared/domain/access.ts';
import type { EventSource } from '../../../src-shared/domain/vocabulary.ts';

/** Who does something that is told in the activity log. */
export type DoneBy = Pick<Principal, 'kind' | 'name'>;

/** What a program does is never told as done by the person. */
export function sourceOf(by: DoneBy): EventSource {
  return by.kind === 'program' ? 'assistant' : 'user';
}

/** What stands at the end of a sentence about something that a program had done; nothing for the person. */
export function asAsked(by: DoneBy): string {
  return by.kind === 'program' ? `, as ${by.name} asked` : '';
}
