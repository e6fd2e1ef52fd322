import assert from 'node:assert/strict';
import { test } from 'node:test';
import avro from 'avsc';
import { eventTypeNames, typeOfCode } from './events/index.ts';
import { type AvroRecordSchema, registeredSchemas } from './registry.ts';

/** Throws if values of an older version cannot be read as a newer one. */
function assertBackwardTransitive(versions: readonly AvroRecordSchema[]): void {
  const [newest, ...older] = versions.map((schema) => avro.Type.forSchema(schema as avro.Schema)).reverse();
  for (const type of older) newest?.createResolver(type);
}

const versionsOf = Map.groupBy(registeredSchemas, ({ subject }) => subject);

test('every released version can be read as the newest of its subject (BACKWARD_TRANSITIVE)', () => {
  for (const versions of versionsOf.values()) {
    assert.deepEqual(
      versions.map(({ version }) => version),
      versions.map((_, index) => index + 1),
    );
    assertBackwardTransitive(versions.map(({ schema }) => schema));
  }
});

test('a version that could not read older values would be refused, and one with a default not', () => {
  const v1 = registeredSchemas[0]!.schema;
  const added = (field: { name: string; type: unknown; default?: unknown }) => ({
    ...v1,
    fields: [...v1.fields, field],
  });
  const retyped = {
    ...v1,
    fields: v1.fields.map((field) => (field.name === 'userId' ? { ...field, type: 'long' } : field)),
  };
  const narrowed = {
    ...v1,
    fields: v1.fields.map((field) => (field.name === 'metadata' ? { ...field, type: 'string', default: '' } : field)),
  };
  assert.throws(() => assertBackwardTransitive([v1, added({ name: 'device', type: 'string' })]));
  assert.throws(() => assertBackwardTransitive([v1, retyped]));
  assert.throws(() => assertBackwardTransitive([v1, narrowed]));
  // Transitive: the second version reads the first, the third only the second.
  const v2 = added({ name: 'device', type: 'string', default: '' });
  assert.throws(() => assertBackwardTransitive([v1, v2, added({ name: 'device', type: 'string' })]));
  assertBackwardTransitive([v1, v2]);
});

test('ids are unique and subjects name topic and record', () => {
  assert.deepEqual(
    registeredSchemas.map(({ id }) => id),
    [...new Set(registeredSchemas.map(({ id }) => id))],
  );
  assert.deepEqual(
    [...versionsOf.keys()],
    [
      'events-recomengine.events.ProductViewed',
      'events-recomengine.events.ProductClicked',
      'events-recomengine.events.AddToCart',
      'events-recomengine.events.RemoveFromCart',
      'events-recomengine.events.Purchase',
      'events-recomengine.events.RecommendationImpressed',
      'events-recomengine.events.RecommendationClicked',
      'events-recomengine.events.ShopperErased',
      'catalog-recomengine.catalog.CatalogChange',
      'events-recomengine.exposures.Exposure',
    ],
  );
});

test('every event type begins with the same fields in the same order', () => {
  const [first, ...others] = registeredSchemas
    .slice(0, eventTypeNames.length)
    .map(({ schema }) => schema.fields.slice(0, 10));
  assert.deepEqual(
    first?.map(({ name }) => name),
    [
      'scope',
      'eventId',
      'userId',
      'productId',
      'timestamp',
      'receivedAt',
      'sessionId',
      'flags',
      'clientEventId',
      'metadata',
    ],
  );
  for (const fields of others) assert.deepEqual(fields, first);
});

test('a type is found by its code, and an unknown code is none', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(typeOfCode), eventTypeNames);
  assert.equal(typeOfCode(0), undefined);
  assert.equal(typeOfCode(8), undefined);
});
