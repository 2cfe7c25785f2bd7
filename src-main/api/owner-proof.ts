import { createHmac } from 'node:crypto';

/** The header in which programs of this account show the key that they read from the note of a running host. */
export const ownerKeyHeader = 'x-afterimage-key';
/** The header with what a host is to prove itself by. */
export const nonceHeader = 'x-afterimage-nonce';
/** Where a host proves itself, before it is told anything. */
export const proofPath = '/owner-proof';

/** What only the host that knows the key can answer to a nonce. */
export function ownerProof(key: string, nonce: string): string {
  return createHmac('sha256', key).update(`afterimage owner ${nonce}`).digest('base64url');
}
