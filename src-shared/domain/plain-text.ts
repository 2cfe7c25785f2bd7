/** What a terminal or a page would obey instead of showing: controls, marks that turn the direction of text, tags. */
const obeyed = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Text of unknown origin as one line that a terminal, a log or a window shows and never obeys: control characters and
 * marks of direction are written out, line breaks and tabs become spaces.
 */
export function plainText(text: string): string {
  return text.replaceAll(/[\t\n\r]+/g, ' ').replaceAll(obeyed, shown);
}

/** The same for text of several lines, which stay lines. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll('\t', '    ').replaceAll(obeyed, shown))
    .join('\n');
}

/** The words with one full stop: those of systems and libraries end with one or without. */
export function withFullStop(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** The same JSON, with what a terminal would obey written as escapes: it reads back to the same value. */
export function plainJson(json: string): string {
  return json.replaceAll(obeyed, (character) =>
    character === '\n'
      ? character
      : character.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
