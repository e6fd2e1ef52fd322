import type { RegisteredSchema } from '#schemas/registry.ts';
import type { SchemaRegistry } from './schema-registry.ts';

/**
 * Translates between our schema ids and those of a registry. If others use the registry too, it has given our schemas other ids. On the brokers
 * values carry the registry's ids, so that every reader finds the schema; above the log they carry ours.
 */
export type SchemaIds = {
  /** Whether the ids are the same, so that nothing needs to be rewritten. */
  areOurs: boolean;
  /** Returns the value as it goes to the brokers; if its id differs, that is a copy. */
  toRegistry(value: Uint8Array): Uint8Array;
  /** Gives the value our id, in place, and returns it. */
  toOurs(value: Buffer): Buffer;
};

/**
 * Registers these schemas, oldest ids first, under the subjects of `schemas/registry.ts`, and returns how to translate the ids. A subject is
 * `<topic>-<record name>`: a topic carries several record types, which would be taken for versions of one under `<topic>-value`. A registry that
 * nobody else uses gives the very ids that we have.
 */
export async function agreeOnSchemaIds(
  registry: SchemaRegistry,
  schemas: readonly RegisteredSchema[],
): Promise<SchemaIds> {
  const pairs: [number, number][] = [];
  for (const schema of [...schemas].sort((a, b) => a.id - b.id)) {
    if (schema.version === 1) await registry.requireCompatibility(schema.subject);
    pairs.push([schema.id, await registry.register(schema)]);
  }
  return mapSchemaIds(pairs);
}

/** Looks these schemas up in a registry and changes nothing. Returns the id of each there, null if it is not registered. */
export async function findSchemaIds(
  registry: SchemaRegistry,
  schemas: readonly RegisteredSchema[],
): Promise<{ schema: RegisteredSchema; id: number | null }[]> {
  return Promise.all(schemas.map(async (schema) => ({ schema, id: await registry.find(schema) })));
}

const magic = 0x00;
const headerBytes = 5;
const idAt = 1;
/** The sign bit, which no id of a registry has set. */
const foreignBit = 0x80000000;

/** Makes the translation from pairs of our id and the registry's. */
export function mapSchemaIds(pairs: readonly (readonly [number, number])[]): SchemaIds {
  const theirs = new Map(pairs);
  const ours = new Map(pairs.map(([own, other]) => [other, own]));
  const isFramed = (value: Uint8Array) => value.length >= headerBytes && value[0] === magic;
  return {
    areOurs: pairs.every(([own, other]) => own === other),
    toRegistry(value) {
      if (!isFramed(value)) return value;
      const copy = Buffer.from(value);
      const id = copy.readUInt32BE(idAt);
      // An id that `toOurs` has marked becomes again what it was.
      copy.writeUInt32BE(theirs.get(id) ?? (id & ~foreignBit) >>> 0, idAt);
      return copy;
    },
    toOurs(value) {
      if (!isFramed(value)) return value;
      const id = value.readUInt32BE(idAt);
      // If a foreign schema has the number of one of ours, it must not be taken for it: its id is marked, and the record becomes a dead letter.
      value.writeUInt32BE(ours.get(id) ?? (theirs.has(id) ? (id | foreignBit) >>> 0 : id), idAt);
      return value;
    },
  };
}
