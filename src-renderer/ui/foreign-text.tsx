import { plainText } from '../../src-shared/domain/plain-text.ts';

/**
 * Text that came from elsewhere, such as a window title or what a program wrote: shown as it is, on one line, with its
 * control characters written out, and whatever direction it has does not reach what stands beside it.
 */
export function ForeignText({ text }: { readonly text: string }) {
  return <bdi>{plainText(text)}</bdi>;
}
