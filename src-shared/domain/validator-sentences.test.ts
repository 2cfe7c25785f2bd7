import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { complaintSentence, speakInSentences } from './validator-sentences.ts';

const before = z.config().customError;
beforeAll(speakInSentences);
afterAll(() => void z.config({ customError: before }));

it.each<[z.ZodType, unknown, string]>([
  [z.object({ a: z.string() }), {}, '“a” is missing.'],
  [z.object({ a: z.enum(['x', 'y']) }), {}, '“a” is missing.'],
  [z.object({ a: z.string() }), { a: 1 }, '“a”: Give a text.'],
  [z.object({ a: z.string().max(200) }), { a: 'x'.repeat(201) }, '“a”: Give at most 200 characters.'],
  [z.object({ a: z.string().min(1) }), { a: '' }, '“a”: Give at least 1 character.'],
  [z.object({ a: z.array(z.number()).max(2) }), { a: [1, 2, 3] }, '“a”: Give at most 2 entries.'],
  [z.object({ a: z.array(z.number()) }), { a: [1, Number.NaN] }, '“a.1”: Give a number.'],
  [z.number().max(5), 6, 'Give at most 5.'],
  [z.number().int(), 1.5, 'Give a whole number.'],
  [z.number().multipleOf(5), 6, 'Give a multiple of 5.'],
  [z.enum(['jpeg', 'webp']), 'gif', 'Give one of: jpeg, webp.'],
  [z.literal('x'), 'y', 'Give x.'],
  [z.uuid(), 'x', 'This is no id.'],
  [z.string().regex(/^a$/), 'b', 'It does not have the right form.'],
  [z.object({ scope: z.object({}).strict() }), { scope: { date: 1 } }, '“scope”: There is no “date” here.'],
  [z.union([z.string(), z.number()]), null, 'It is not valid.'],
  [z.string().refine(() => false), 'x', 'It is not valid.'],
  [z.string().refine(() => false, 'A day is written YYYY-MM-DD.'), 'x', 'A day is written YYYY-MM-DD.'],
])('a validator complains in a sentence: %#', (schema, value, sentence) => {
  expect(complaintSentence(schema.safeParse(value).error?.issues ?? [])).toBe(sentence);
});
