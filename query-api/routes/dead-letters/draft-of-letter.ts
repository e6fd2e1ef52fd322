import { normaliseWireEvent } from '#domain/events/spellings/index.ts';
import { bodyOf, CodecError, schemaIdOf } from '#log/framed-avro.ts';
import { readAsFarAsItGoes } from '#log/read-as-far-as-it-goes.ts';
import { parseJson } from '#runtime/http/parse-json.ts';
import { Problem } from '#runtime/http/problem.ts';
import { eventTypeNames, eventTypes } from '#schemas/events/index.ts';
import { registeredSchemas } from '#schemas/registry.ts';
import type { DeadLetterRow } from '#stores/dead-letters/read-dead-letters.ts';

/** An event as POST /events takes it, as far as it is known: its repair begins with it. */
export type EventDraft = Readonly<Record<string, unknown>>;

/**
 * Returns what can be read of a letter in the spelling of POST /events: of a record of ours its fields; of JSON, with the framing of another schema or without any, the event that it tells in one of the
 * spellings that POST /events knows. What it does not tell is the shopper of its key, and the time at which it became a letter. Null if the record was no event: an exposure, an erasure, a change of the catalog.
 */
export function draftOfLetter({ topic, value, record_key, at }: DraftedLetter): EventDraft | null {
  if (topic !== 'events') return null;
  const schemaId = schemaIdIn(value);
  const eventType = eventTypeNames.find((name) => eventTypes[name].schemaIds.some((id) => id === schemaId));
  const isOurs = registeredSchemas.some(({ id }) => id === schemaId);
  if (eventType === undefined && isOurs) return null;
  const unknown = {
    eventType: '',
    userId: record_key?.replace(/^\d+:/, '') ?? '',
    productId: '',
    timestamp: at.toISOString(),
  };
  if (!isOurs) return { ...unknown, ...eventInJson(value) };
  const { fields } = readAsFarAsItGoes(topic, value);
  return {
    ...unknown,
    eventType,
    ...given('userId', fields.userId),
    ...given('productId', fields.productId),
    ...(typeof fields.timestamp === 'number' ? { timestamp: isoOf(fields.timestamp, at) } : {}),
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

/** The event that a text in JSON tells; of several none, since a letter becomes one event. */
function eventInJson(value: Buffer | null): EventDraft | null {
  const sent = value === null ? null : jsonOf(bodyOf(value));
  const [event, ...others] = normaliseWireEvent(sent);
  const wire = event?.wire;
  return others.length > 0 || typeof wire !== 'object' || wire === null || Array.isArray(wire) ? null : { ...wire };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // Neither letters nor JSON, or JSON that POST /events takes nowhere.
    if (error instanceof TypeError || error instanceof Problem) return null;
    throw error;
  }
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
