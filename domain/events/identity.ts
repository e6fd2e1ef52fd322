import { type EventType, eventTypes } from '#schemas/events/index.ts';
import type { Scope } from '../scope.ts';

/**
 * SHA-256 of a text's UTF-8 bytes: 32 bytes. Passed in, since the domain has no `node:crypto`. It is most of what an identity
 * costs; `Buffer.from(hash('sha256', text, 'hex'), 'hex')` takes half the time of `hash('sha256', text, 'buffer')`.
 */
export type Sha256 = (text: string) => Buffer;

/** What makes an event the same event. */
export type IdentityFields = {
  /** Tenant and space. */
  scope: Scope;
  type: EventType;
  userId: string;
  productId: string;
  timestampMs: number;
  /** `recommendation_*` only, else null. */
  placementId: string | null;
  /** `purchase` only, else null. */
  orderId: string | null;
  /** `purchase` only: the line of its order, if it was sent and is not the client's own id of the event; absent is as null. */
  lineId?: string | null;
  /** The client's own id of the event, if it sent one. */
  clientEventId: string | null;
};

/**
 * The 16 bytes of an event's id, a UUIDv8: the same fields always give the same id, and ids sort by event time.
 *
 *     0..5   event time, ms since 1970, big-endian
 *     6..7   version 8 (4 bits), then 12 bits of the hash
 *     8..15  variant 10 (2 bits), then 62 bits of the hash
 *
 * Texts must be well-formed Unicode: a lone surrogate would hash as U+FFFD.
 */
export function eventIdentity(fields: IdentityFields, hash: Sha256): Buffer {
  return timedId(fields.timestampMs, hash(identityText(fields)));
}

/** An id of that layout, of a time and a digest of 10 bytes or more. */
export function timedId(timestampMs: number, digest: Buffer): Buffer {
  const id = Buffer.allocUnsafe(16);
  id.writeUIntBE(timestampMs, 0, 6);
  for (let index = 6; index < 16; index++) id[index] = digest[index - 6]!;
  id[6] = 0x80 | (id[6]! & 0x0f);
  id[8] = 0x80 | (id[8]! & 0x3f);
  return id;
}

/**
 * The identity as text that no two identities share: numbers end at a comma, a text stands behind its length and a
 * colon, an absent one is a dash; an absent line is nothing.
 */
export function identityText(fields: IdentityFields): string {
  const { userId, productId, placementId, orderId, clientEventId, lineId = null } = fields;
  return (
    `${fields.scope},${eventTypes[fields.type].code},${fields.timestampMs},` +
    `${userId.length}:${userId}${productId.length}:${productId}` +
    prefixed(placementId) +
    prefixed(orderId) +
    prefixed(clientEventId) +
    (lineId === null ? '' : prefixed(lineId))
  );
}

function prefixed(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/** The usual text of an id: 8-4-4-4-12 lower-case hex digits. */
export function uuidOfId(id: Buffer): string {
  const hex = id.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 16 bytes behind the usual text. */
export function idOfUuid(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
