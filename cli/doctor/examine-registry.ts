import { findSchemaIds, mapSchemaIds, type SchemaIds } from '#log/kafka/schema-ids.ts';
import type { SchemaRegistry } from '#log/kafka/schema-registry.ts';
import { type RegisteredSchema, registeredSchemas } from '#schemas/registry.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Examines whether the registry answers and has our schemas. Returns also the ids by which values on the brokers are read; null if it does not answer. */
export async function examineRegistry(
  registry: SchemaRegistry,
): Promise<{ findings: Finding[]; schemaIds: SchemaIds | null }> {
  try {
    const found = await findSchemaIds(registry, registeredSchemas);
    const known = found.flatMap(({ schema, id }) => (id === null ? [] : [[schema.id, id] as const]));
    return { findings: [judgeRegistry(found)], schemaIds: mapSchemaIds(known) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const advice = 'Start it, or mend SCHEMA_REGISTRY_URL: no process starts without it.';
    return { findings: [problem('schema registry', detail, advice)], schemaIds: null };
  }
}

/** `found`: each schema with its id in the registry, null if it is not registered there. */
export function judgeRegistry(found: readonly { schema: RegisteredSchema; id: number | null }[]): Finding {
  const missing = found.filter(({ id }) => id === null).map(({ schema }) => `${schema.subject} ${schema.version}`);
  if (missing.length > 0)
    return warning(
      'schema registry',
      `answers, and has not: ${missing.join(', ')}`,
      'The next process that starts registers them; its login needs the right to.',
    );
  const ids = found.map(({ schema, id }) => (id === schema.id ? `${id}` : `${id} for our ${schema.id}`)).join(', ');
  const areOurs = found.every(({ schema, id }) => id === schema.id);
  return fine(
    'schema registry',
    `has our ${found.length} schemas${areOurs ? ' under our ids' : ', under ids of its own, which values carry on the brokers'}: ${ids}`,
  );
}
