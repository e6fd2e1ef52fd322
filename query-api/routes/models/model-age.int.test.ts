import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ModelAge } from '#schemas/http/models.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { recordOf } from '#testing/facts.ts';
import { directoryOf, type ModelsServer, openModelsServer, tenantOfTests, tokenOf } from '#testing/models-server.ts';
import { plainEvent } from '#testing/plain.ts';
import { modelAgeRoute } from './model-age-route.ts';

const tenant = tenantOfTests();
let server: ModelsServer;
let events = 0;

before(async () => {
  const directory = directoryOf(() => [tenant]);
  server = await openModelsServer(directory, ({ log, models }) => [
    modelAgeRoute({ directory, log, models, now: Date.now }),
  ]);
});
after(() => server.close());

async function ask(by = tenant.adminId) {
  const url = `/api/v1/tenants/${tenant.tenantId}/models`;
  return server.app.inject({ url, headers: { authorization: `Bearer ${tokenOf(by)}` } });
}
const age = async (): Promise<ModelAge> => (await ask()).json().data;
const append = (count: number) =>
  server.log.append(
    'events',
    Array.from({ length: count }, () => {
      events += 1;
      const id = Buffer.alloc(16, events);
      return recordOf(plainEvent({ id, userId: `shopper ${events}`, timestampMs: Date.now() }));
    }),
  );

test('models that have read all of the log know everything until now; what comes after their end is what they are behind', async () => {
  const empty = await age();
  await append(3);
  await caughtUp(server.models);
  const askedAtMs = Date.now();
  const fresh = await age();
  assert.equal(fresh.behind, 0);
  assert.ok(Date.parse(fresh.knownUntil) >= askedAtMs);
  assert.ok(fresh.version > empty.version);
  assert.equal(fresh.catalogChangedAt, null);

  await server.models.close();
  const beforeMs = Date.now();
  await append(2);
  const afterMs = Date.now();
  const stale = await age();
  assert.equal(stale.behind, 2);
  const knownUntilMs = Date.parse(stale.knownUntil);
  assert.ok(knownUntilMs >= beforeMs && knownUntilMs <= afterMs, 'the first that waits came then');
  assert.equal(stale.version, fresh.version);
  const ofEvents = ({ positions }: ModelAge) =>
    positions.filter(({ topic }) => topic === 'events').map(({ offset }) => offset);
  assert.deepEqual(ofEvents(stale), ofEvents(fresh), 'they stand where they stood');
});

test("another admin's question is a 404", async () => {
  assert.equal((await ask()).statusCode, 200, 'control');
  assert.equal((await ask(randomUUID())).statusCode, 404);
});
