import { AppError } from '../../src-shared/domain/app-error.ts';

/** Names under which programs put secrets into addresses, without case and punctuation. */
const secretNames: ReadonlySet<string> = new Set([
  'accesstoken',
  'apikey',
  'apitoken',
  'auth',
  'authorization',
  'authtoken',
  'bearer',
  'bearertoken',
  'idtoken',
  'jwt',
  'password',
  'refreshtoken',
  'secret',
  'sessiontoken',
  'token',
  'xapikey',
]);

/** What our own tokens, and JSON Web Tokens, look like under whatever name. */
const secretValue = /^(Bearer\s|aft_|eyJ[\w-]+\.[\w-]+\.)/i;

/**
 * Whether an address carries a secret in its query. Addresses end up in histories and logs of other programs, so such a
 * request is refused even where the secret is right.
 */
export function carriesSecret(query: URLSearchParams): boolean {
  for (const [name, value] of query) {
    if (secretNames.has(name.toLowerCase().replace(/[^a-z]/g, '')) || secretValue.test(value)) return true;
  }
  return false;
}

/** Names that Windows takes for devices, whatever stands behind a dot. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const drive = /^[a-z]:$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const unsafeCharacter = /[\u0000-\u001f\u007f/\\]/;

/**
 * The decoded segments of a path as it was sent. No id is ever used as a name of a file; still, whatever could be read
 * as a path somewhere is refused here, once for all. Throws `BAD_INPUT`.
 */
export function safeSegments(rawPath: string): string[] {
  return rawPath
    .split('/')
    .slice(1)
    .map((raw, at, all) => {
      const segment = decoded(raw);
      // Two slashes in a row could be read as the name of another machine.
      const empty = segment === '' && at < all.length - 1;
      const unsafe = empty || /^\.{1,2}$/.test(segment) || unsafeCharacter.test(segment);
      if (unsafe || deviceName.test(segment) || drive.test(segment)) {
        throw new AppError('BAD_INPUT', 'The path holds something that is not an id.');
      }
      return segment;
    });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AppError('BAD_INPUT', 'The path is not encoded correctly.');
  }
}
