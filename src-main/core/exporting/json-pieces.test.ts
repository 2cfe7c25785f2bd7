import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonPiece, readJsonPieces } from './json-pieces.ts';

async function read(bytes: Uint8Array, cuts: readonly number[] = [], mostBytes?: number): Promise<JsonPiece[]> {
  async function* chunks() {
    let from = 0;
    for (const cut of [...cuts.map((each) => each % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
      yield bytes.subarray(from, cut);
      from = cut;
    }
  }
  const pieces: JsonPiece[] = [];
  for await (const piece of readJsonPieces(chunks(), mostBytes)) pieces.push(piece);
  return pieces;
}

/** What the pieces should be, by a parser that holds all at once. */
function expected(document: Record<string, unknown>): JsonPiece[] {
  const pieces: JsonPiece[] = [];
  const frame: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(document)) {
    frame[key] = Array.isArray(value) ? [] : value;
    if (Array.isArray(value)) for (const each of value) pieces.push({ list: key, value: each });
  }
  return [...pieces, { frame }];
}

const documents = fc.dictionary(
  fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__' && key.isWellFormed()),
  fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
);

describe('a long JSON document', () => {
  it('is read in the same pieces as at once, however it is cut and indented', async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.array(fc.nat(10_000), { maxLength: 20 }),
        fc.constantFrom(0, 1, 4),
        async (document, cuts, indent) => {
          const text = JSON.stringify(document, null, indent);
          expect(await read(Buffer.from(text), cuts)).toEqual(expected(JSON.parse(text) as Record<string, unknown>));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never passes where a parser that holds all at once refuses', async () => {
    await fc.assert(
      fc.asyncProperty(documents, fc.nat(), fc.constantFrom(...'{}[],:"\\ x0'), async (document, place, put) => {
        const text = JSON.stringify(document);
        const at = place % (text.length + 1);
        const spoiled = text.slice(0, at) + put + text.slice(at + 1);
        let isJson = true;
        try {
          JSON.parse(spoiled);
        } catch {
          isJson = false;
        }
        const outcome = await read(Buffer.from(spoiled)).then(
          () => 'read',
          (error: unknown) => (error as { code?: string }).code,
        );
        if (!isJson) expect(outcome).toBe('BAD_INPUT');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['', 'nothing'],
    ['{"files":[1,2', 'one that was cut off'],
    ['{"files":[1,]}', 'a comma too many'],
    ['{"files":[,1]}', 'a comma before the first'],
    ['{"files":[1,2]}}', 'a bracket too many'],
    ['{"files":[{]}]}', 'brackets that cross'],
  ])('is refused for %j: %s', async (text) => {
    await expect(read(Buffer.from(text))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is refused where one piece of it is too long to hold', async () => {
    const text = Buffer.from(JSON.stringify({ files: ['x'.repeat(2000)] }));
    await expect(read(text, [500], 1000)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
