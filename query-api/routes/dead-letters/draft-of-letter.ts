import { CodecError, schemaIdOf } from '#log/framed-avro.ts';
import { readAsFarAsItGoes } from '#log/read-as-far-as-it-goes.ts';
import { eventTypeNames, eventTypes } from '#schemas/events/index.ts';
import { registeredSchemas } from '#schemas/registry.ts';
import type { DeadLetterRow } from '#stores/dead-letters/read-dead-letters.ts';

/** An event as POST /events takes it, as far as it is known: its repair begins with it. */
export type EventDraft = Readonly<Record<string, unknown>>;

/**
 * Returns what can be read of a letter in the spelling of POST /events. Of bytes that cannot be read at all that is the shopper of its key, and the time at which it became a
 * letter. Null if the record was no event: an exposure, an erasure, a change of the catalog.
 */
export function draftOfLetter({ topic, value, record_key, at }: DraftedLetter): EventDraft | null {
  if (topic !== 'events') return null;
  const schemaId = schemaIdIn(value);
  const eventType = eventTypeNames.find((name) => eventTypes[name].schemaIds.some((id) => id === schemaId));
  if (eventType === undefined && registeredSchemas.some(({ id }) => id === schemaId)) return null;
  const { fields } = readAsFarAsItGoes(topic, value);
  return {
    eventType: eventType ?? '',
    userId: fields.userId ?? record_key?.replace(/^\d+:/, '') ?? '',
    productId: fields.productId ?? '',
    timestamp: typeof fields.timestamp === 'number' ? isoOf(fields.timestamp, at) : at.toISOString(),
    ...given('sessionId', fields.sessionId),
    ...given('eventId', fields.clientEventId),
    ...given('metadata', metadataOf(fields)),
  };
}

type DraftedLetter = Pick<DeadLetterRow, 'topic' | 'value' | 'record_key' | 'at'>;

/** The most and the least that a Date can hold. */
const maxDateMs = 8.64e15;

const isoOf = (ms: number, otherwise: Date): string =>
  (Math.abs(ms) <= maxDateMs ? new Date(ms) : otherwise).toISOString();

const given = (name: string, value: unknown) => (value === undefined || value === null ? {} : { [name]: value });

/** The metadata as it was sent. Where its text is lost, what the record has of it in fields of its own; prices there are 1/10,000. */
function metadataOf({ metadata, placementId, price, quantity, orderId, currency }: EventDraft): EventDraft | null {
  const sent = typeof metadata === 'string' ? objectOf(metadata) : null;
  if (sent !== null) return sent;
  const known = {
    ...given('placementId', placementId),
    ...given('price', typeof price === 'number' ? price / 10_000 : null),
    ...given('quantity', quantity),
    ...given('orderId', orderId),
    ...given('currency', currency),
  };
  return Object.keys(known).length === 0 ? null : known;
}

function objectOf(text: string): EventDraft | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    // A text that is no JSON is what made it a letter, or is cut off: the fields beside it tell what it said.
    return null;
  }
}

function schemaIdIn(value: Buffer | null): number | null {
  if (value === null) return null;
  try {
    return schemaIdOf(value);
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}
