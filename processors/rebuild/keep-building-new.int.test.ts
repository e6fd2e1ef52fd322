import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createLogger } from '#runtime/logger.ts';
import { readProjectionStates } from '#stores/projections/read-states.ts';
import { waitFor } from '#testing/product.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { projections } from '../index.ts';
import { keepBuildingNew } from './keep-building-new.ts';

const brought = ['experiment_results', 'top_products', 'usage'];
const older = projections.filter(({ name }) => !brought.includes(name));
const dayMs = Date.UTC(2026, 9, 15);

let running: RunningProcessors;
let logged = '';
const logger = createLogger({
  level: 'info',
  isJson: true,
  name: 'building',
  destination: { write: (line: string) => (logged += line) },
});

/** A database that the version before has read events with, and the processors of this version. */
beforeEach(async () => {
  logged = '';
  running = await openRunningProcessors();
  await running.restart(older);
  await running.owner.query('DELETE FROM projections WHERE name = ANY ($1)', [brought]);
  await running.append(clicks(0, 40));
  await running.restart();
});
afterEach(() => running.close());

const clicks = (first: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    identifiedEvent({
      type: 'recommendation_clicked',
      userId: `shopper-${n % 7}`,
      productId: 'mug',
      timestampMs: dayMs + (first + n) * 60_000,
    }),
  );
const staleOnes = async () =>
  (await readProjectionStates(running.database)).filter(({ state }) => state === 'stale').map(({ name }) => name);
async function clicksIn(
  table: 'top_products' | 'analytics_daily',
  column: string,
  projection: string,
): Promise<number> {
  const { rows } = await running.owner.query<{ sum: number }>(
    `SELECT coalesce(sum(${column}), 0)::int AS sum FROM ${table} t JOIN projections p ON p.name = $1 AND p.live_version = t.version`,
    [projection],
  );
  return rows[0]?.sum ?? -1;
}
const topClicks = () => clicksIn('top_products', 'clicks', 'top_products');

test('what an upgrade brings is built from the events that were read before, and follows from then on', async () => {
  assert.deepEqual([await staleOnes(), await topClicks()], [brought, 0], 'control: nobody has built it yet');
  const building = keepBuildingNew({ database: running.database, logger, firstAfterMs: 0 });
  await waitFor(
    async () => (await staleOnes()).length === 0,
    () => logged,
  );
  await building.close();
  assert.equal(await topClicks(), 40);
  await running.append(clicks(40, 5));
  await running.drained();
  assert.deepEqual(
    [await topClicks(), await clicksIn('analytics_daily', 'recommendation_clicked', 'analytics')],
    [45, 45],
  );
});

test('with archived months it is left to the command, which is named; what is stale for another reason is left alone', async () => {
  await running.owner.query(`INSERT INTO event_months (month, state) VALUES ('2020-01-01', 'archived')`);
  await running.owner.query(
    `UPDATE projections SET state = 'stale', stale_reason = 'it threw' WHERE name = 'trending'`,
  );
  const building = keepBuildingNew({ database: running.database, logger, firstAfterMs: 0 });
  await waitFor(
    async () => brought.every((name) => logged.includes(`recomengine rebuild ${name}`)),
    () => logged,
  );
  await building.close();
  assert.deepEqual(await staleOnes(), [...brought, 'trending'].toSorted());
  assert.ok(!logged.includes('projection trending'));
});
