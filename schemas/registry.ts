import { readFileSync } from 'node:fs';
import { eventTypeNames, eventTypes } from './events/index.ts';

/** A released Avro schema as the schema registry knows it. */
export type RegisteredSchema = {
  /** Bytes 1 to 4 of every value that was written with this schema. An id is never used for another schema. */
  id: number;
  /** `<topic>-<record name>`: one topic carries several record types (Confluent's TopicRecordNameStrategy). */
  subject: string;
  /** 1 and up; each may be read by every later version of its subject (BACKWARD_TRANSITIVE). */
  version: number;
  schema: AvroRecordSchema;
};

export type AvroRecordSchema = {
  type: 'record';
  name: string;
  namespace: string;
  fields: { name: string; type: unknown }[];
};

/** Registry ids of the records that are not shopper events. */
export const shopperErasedSchemaIds = [8] as const;
export const catalogChangeSchemaIds = [9, 13] as const;
export const exposureSchemaIds = [12] as const;

/** Every schema that was ever released, by id. A released file is never edited: a change is released as a new version. */
export const registeredSchemas: readonly RegisteredSchema[] = [
  ...eventTypeNames.flatMap((type) => released('events', `events/${type}`, eventTypes[type].schemaIds)),
  ...released('events', 'events/shopper_erased', shopperErasedSchemaIds),
  ...released('events', 'exposures', exposureSchemaIds),
  ...released('catalog', 'catalog', catalogChangeSchemaIds),
].sort((a, b) => a.id - b.id);

/** Returns the versions with these ids, in this order. Throws if one was never released. */
export function registeredVersions(ids: readonly number[]): RegisteredSchema[] {
  return ids.map((id) => {
    const found = registeredSchemas.find((schema) => schema.id === id);
    if (!found) throw new Error(`Schema ${id} is not in schemas/registry.ts.`);
    return found;
  });
}

function released(topic: string, folder: string, ids: readonly number[]): RegisteredSchema[] {
  return ids.map((id, index) => {
    const version = index + 1;
    const text = readFileSync(new URL(`./${folder}/v${version}.avsc`, import.meta.url), 'utf8');
    const schema = JSON.parse(text) as AvroRecordSchema;
    return { id, subject: `${topic}-${schema.namespace}.${schema.name}`, version, schema };
  });
}
