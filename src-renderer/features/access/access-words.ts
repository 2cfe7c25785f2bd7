import { type Scope, scopes } from '../../../src-shared/domain/access.ts';
import { formatShortDay } from '../../lib/format.ts';

/** What each scope lets a program do, as the end of “It may …”. */
const deeds: Readonly<Record<Scope, string>> = {
  'captures:text': 'read what is known about captures',
  'captures:read': 'see captures',
  'memory:read': 'read the memory',
  'memory:write': 'write the memory',
  decide: 'decide about captures',
  admin: 'do everything',
};

/** What a broader scope says already. */
const saidBy: Readonly<Partial<Record<Scope, Scope>>> = {
  'captures:text': 'captures:read',
  'memory:read': 'memory:write',
};

/** `May see captures and write the memory`. */
export function scopesInWords(granted: readonly Scope[]): string {
  if (granted.includes('admin')) return 'May do everything';
  const said = scopes.filter((scope) => {
    const broader = saidBy[scope];
    return granted.includes(scope) && !(broader && granted.includes(broader));
  });
  const words = said.map((scope) => (scope === 'memory:write' ? 'read and write the memory' : deeds[scope]));
  const last = words.pop() ?? 'do nothing';
  return `May ${words.length === 0 ? last : `${words.join(', ')} and ${last}`}`;
}

/** `ends Sun, 22 Nov 2026`, `ended …`, or `holds until it is revoked`. */
export function endInWords(expiresAt: number | null, nowMs: number): string {
  if (expiresAt === null) return 'holds until it is revoked';
  const day = formatShortDay(new Date(expiresAt).toLocaleDateString('sv-SE'));
  return expiresAt <= nowMs ? `ended ${day}` : `ends ${day}`;
}

/** How long a new token may hold; the empty one until it is revoked. */
export const holdingTimes = [
  { value: '7', label: 'A week' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Until it is revoked' },
] as const;
