import { createHash } from 'node:crypto';
import { eventIdentity } from '#domain/events/identity.ts';
import { encodeEvent, eventKey } from '#log/codec.ts';
import type { NewRecord } from '#log/event-log.ts';
import { plainEvent } from '#testing/plain.ts';
import type { Random } from '#testing/random.ts';

/** A record that a client sends: an event with its id in hex, one that Postgres refuses for a text, or one that is no Avro at all. */
export type Sent = { record: NewRecord; id: string | null; isStorable: boolean };

const hash = (text: string) => createHash('sha256').update(text).digest();
const startMs = Date.UTC(2026, 6, 15);

/** The records of one schedule, the same for the same random numbers. */
export function eventsToSend(random: Random): Sent[] {
  return Array.from({ length: random.between(6, 24) }, (_, n) => {
    const userId = `shopper-${random.between(1, 5)}`;
    const key = eventKey(1, userId);
    const drawn = random.next();
    if (drawn < 0.04) return { record: { key, value: Buffer.from(`no Avro ${n}`) }, id: null, isStorable: false };
    const isStorable = drawn > 0.1;
    const event = plainEvent({
      userId,
      productId: isStorable ? `p-${n}` : `p-${n}\0`,
      timestampMs: startMs + n,
      receivedAtMs: startMs + n,
    });
    const id = eventIdentity({ ...event, orderId: null }, hash);
    return { record: { key, value: encodeEvent({ ...event, id }) }, id: id.toString('hex'), isStorable };
  });
}
