import { AppError } from '../../../src-shared/domain/app-error.ts';

/** One element of a list that is a member of the outermost object, or, in the end, the object without such elements. */
export type JsonPiece = { readonly list: string; readonly value: unknown } | { readonly frame: unknown };

const quote = 0x22;
const backslash = 0x5c;
const [comma, colon] = [0x2c, 0x3a];
const [openObject, closeObject, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Reads a JSON document of any length whose outermost object has long lists, element by element, so that memory holds
 * one at a time. The pieces, and what is left of the document without them, are read by `JSON.parse`, so nothing
 * passes that is no JSON. Throws `BAD_INPUT` for that, and for a piece of more than `mostBytes`.
 */
export async function* readJsonPieces(
  source: AsyncIterable<Uint8Array>,
  mostBytes = 4 * 1024 * 1024,
): AsyncGenerator<JsonPiece> {
  const splitter = new Splitter(mostBytes);
  for await (const chunk of source) yield* splitter.take(chunk);
  yield { frame: splitter.end() };
}

/** Follows quotes and brackets, a byte at a time: in UTF-8 they are never part of another character. */
class Splitter {
  readonly #most: number;
  /** Bytes of the frame, and of the element that is being read. */
  #frame: Uint8Array[] = [];
  #frameBytes = 0;
  #element: Uint8Array[] = [];
  #elementBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The list that is being read, once its bracket was met. */
  #list: string | undefined;
  /** The latest string in the outermost object, and whether a colon followed: then it is a key. */
  #text: number[] | undefined;
  #key: string | undefined;
  /** True after a comma in a list, where an element must follow. */
  #owed = false;

  constructor(most: number) {
    this.#most = most;
  }

  *take(chunk: Uint8Array): Generator<JsonPiece> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (this.#inString) {
        this.#follow(byte);
        continue;
      }
      if (byte === quote) {
        this.#inString = true;
        if (this.#depth === 1 && this.#list === undefined) this.#text = [];
      } else if (byte === openObject || byte === openList) {
        this.#depth += 1;
        if (this.#depth === 2 && byte === openList && this.#key !== undefined) {
          this.#keep(chunk.subarray(from, at + 1));
          from = at + 1;
          this.#list = this.#key;
          this.#owed = false;
        }
      } else if (byte === closeObject || byte === closeList) {
        this.#depth -= 1;
        if (this.#depth === 1 && this.#list !== undefined) {
          this.#keep(chunk.subarray(from, at));
          from = at;
          yield* this.#finish(this.#owed);
          this.#list = undefined;
        }
      } else if (byte === comma && this.#depth === 2 && this.#list !== undefined) {
        this.#keep(chunk.subarray(from, at));
        from = at + 1;
        yield* this.#finish(true);
        this.#owed = true;
      } else if (byte === colon && this.#depth === 1 && this.#text) {
        this.#key = parse(Buffer.from([quote, ...this.#text, quote])) as string;
        this.#text = undefined;
      }
      if (this.#depth === 1 && byte === comma) this.#key = undefined;
    }
    this.#keep(chunk.subarray(from));
  }

  /** The document without the elements of its lists. */
  end(): unknown {
    return parse(Buffer.concat(this.#frame));
  }

  #follow(byte: number): void {
    const ends = byte === quote && !this.#escaped;
    this.#escaped = byte === backslash && !this.#escaped;
    if (ends) this.#inString = false;
    else if (this.#text && this.#text.length < 1000) this.#text.push(byte);
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // The chunk may be filled anew by whoever reads.
    const own = Buffer.from(bytes);
    if (this.#list === undefined) {
      this.#frame.push(own);
      this.#frameBytes += own.length;
    } else {
      this.#element.push(own);
      this.#elementBytes += own.length;
    }
    if (Math.max(this.#frameBytes, this.#elementBytes) > this.#most) throw broken('a part of it is far too long');
  }

  *#finish(required: boolean): Generator<JsonPiece> {
    const text = Buffer.concat(this.#element);
    this.#element = [];
    this.#elementBytes = 0;
    if (!required && text.every(isSpace)) return;
    yield { list: this.#list ?? '', value: parse(text) };
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw broken(error instanceof Error ? error.message : 'it is no JSON', error);
  }
}

function broken(why: string, cause?: unknown): AppError {
  return new AppError('BAD_INPUT', `The manifest cannot be read: ${why}.`, { cause });
}
