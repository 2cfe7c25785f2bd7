import { z } from 'zod';
import { withFullStop } from './plain-text.ts';

/** What a validator complains of, as far as a sentence needs it. */
interface Complaint {
  readonly path?: readonly unknown[] | undefined;
  readonly message: string;
}

const missing = 'It is missing.';

const kindByExpected: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const unitByOrigin: Readonly<Record<string, [one: string, many: string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
};

/**
 * Lets every validator of this process complain in sentences that a person can act on, apart from those of a schema that
 * has words of its own. Called where a program begins, and not where schemas are made: who uses them elsewhere has a say.
 */
export function speakInSentences(): void {
  z.config({ customError: sentenceOf });
}

/** The first complaint as a sentence, with the value it is about, by the name that `nameOf` gives it. */
export function complaintSentence(
  issues: readonly Complaint[],
  nameOf: (path: string) => string = (path) => `“${path}”`,
): string {
  const [issue] = issues;
  if (!issue) return 'What was asked for is not understood.';
  const path = (issue.path ?? []).map(keyOf).join('.');
  if (path === '') return withFullStop(issue.message);
  return issue.message === missing ? `${nameOf(path)} is missing.` : `${nameOf(path)}: ${withFullStop(issue.message)}`;
}

function keyOf(part: unknown): string {
  return String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part);
}

function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code)) {
    return missing;
  }
  switch (issue.code) {
    case 'invalid_type':
      return `Give ${kindByExpected[issue.expected] ?? 'something else'}.`;
    case 'too_big':
      return `Give at most ${amount(issue.origin, issue.maximum)}.`;
    case 'too_small':
      return `Give at least ${amount(issue.origin, issue.minimum)}.`;
    case 'not_multiple_of':
      return issue.divisor === 1 ? 'Give a whole number.' : `Give a multiple of ${issue.divisor}.`;
    case 'invalid_value':
      return `Give ${issue.values.length === 1 ? '' : 'one of: '}${issue.values.map(String).join(', ')}.`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'This is no id.' : 'It does not have the right form.';
    case 'unrecognized_keys':
      return `There is no ${issue.keys.map((key) => `“${key}”`).join(', ')} here.`;
    default:
      return 'It is not valid.';
  }
}

function amount(origin: string, bound: number | bigint): string {
  const [one, many] = unitByOrigin[origin] ?? ['', ''];
  return `${bound}${bound === 1 ? one : many}`;
}
