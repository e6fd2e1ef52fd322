import type { RegisteredSchema } from '#schemas/registry.ts';
import type { SchemaRegistry } from './schema-registry.ts';

/**
 * Our schema ids and those of a registry that others use too, which gave them others. On the brokers values carry the registry's, so
 * that every reader finds the schema; above the log they carry ours.
 */
export type SchemaIds = {
  /** Whether both are the same, and nothing needs to be rewritten. */
  areOurs: boolean;
  /** The value as it goes to the brokers: a copy, where it changes. */
  toRegistry(value: Uint8Array): Uint8Array;
  /** The value as we know it, rewritten in place. */
  toOurs(value: Buffer): Buffer;
};

/**
 * Registers these schemas, oldest ids first, under the subjects of `schemas/registry.ts` (`<topic>-<record name>`: a topic carries several
 * record types, which `<topic>-value` would hold to be versions of one). A registry of our own gives the very ids that we have.
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

/** Where these schemas stand in a registry, which is only asked: each with its id there, null where it is not registered. */
export async function findSchemaIds(
  registry: SchemaRegistry,
  schemas: readonly RegisteredSchema[],
): Promise<{ schema: RegisteredSchema; id: number | null }[]> {
  return Promise.all(schemas.map(async (schema) => ({ schema, id: await registry.find(schema) })));
}

const magic = 0x00;
const headerBytes = 5;
const idAt = 1;
/** No id of a registry has the sign bit. */
const foreignBit = 0x80000000;

/** The rewriting for pairs of (our id, the registry's). */
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
      // What `toOurs` has marked goes back as it was.
      copy.writeUInt32BE(theirs.get(id) ?? (id & ~foreignBit) >>> 0, idAt);
      return copy;
    },
    toOurs(value) {
      if (!isFramed(value)) return value;
      const id = value.readUInt32BE(idAt);
      // A stranger's schema must not be taken for the one of ours that has its number: it is marked, and becomes a dead letter.
      value.writeUInt32BE(ours.get(id) ?? (theirs.has(id) ? (id | foreignBit) >>> 0 : id), idAt);
      return value;
    },
  };
}
