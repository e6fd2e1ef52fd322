import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { waitFor } from '#testing/wait-for.ts';
import { openRequestCounts } from './request-counts.ts';

let app: ApiApp;

before(async () => {
  app = await openApiApp();
});
after(() => app.remove());

const sums = async (scope: number) =>
  (
    await app.owner.query<{ month: string; sum: number; rows: number }>(
      `SELECT to_char(month, 'YYYY-MM') AS month, sum(requests)::int AS sum, count(*)::int AS rows
       FROM recommendation_requests WHERE scope = $1 GROUP BY 1 ORDER BY 1`,
      [scope],
    )
  ).rows;

test('what processes count is in the table within a second or so, together, and in one row once they have ended', async () => {
  const [one, other] = [0, 1].map(() => openRequestCounts(app.database, (error) => assert.fail(String(error))));
  one?.count(7, 3);
  other?.count(7, 4);
  await waitFor(
    async () => (await sums(7))[0]?.sum === 7,
    () => 'written while they run',
  );
  one?.count(7, 1);
  await Promise.all([one?.close(), other?.close()]);
  const month = new Date().toISOString().slice(0, 7);
  assert.deepEqual(await sums(7), [{ month, sum: 8, rows: 1 }]);
});

test('while Postgres is away counts wait, and are not counted twice when it is back', async () => {
  const errors: unknown[] = [];
  const counts = openRequestCounts(app.database, (error) => errors.push(error));
  counts.count(8, 1);
  await waitFor(
    async () => (await sums(8))[0]?.sum === 1,
    () => 'written',
  );
  await app.cutDatabase();
  counts.count(8, 2);
  await waitFor(
    async () => errors.length > 0,
    () => 'a write failed',
  );
  counts.count(8, 3);
  await app.restoreDatabase();
  await waitFor(
    async () => (await sums(8))[0]?.sum === 6,
    () => 'written after all',
  );
  await counts.close();
  assert.equal((await sums(8))[0]?.sum, 6);
});

test('requests count in the month in which they were answered', async () => {
  let nowMs = Date.UTC(2026, 1, 28, 23, 59, 59, 999);
  const counts = openRequestCounts(
    app.database,
    (error) => assert.fail(String(error)),
    () => nowMs,
  );
  counts.count(9, 1);
  nowMs += 1;
  counts.count(9, 2);
  await counts.close();
  assert.deepEqual(await sums(9), [
    { month: '2026-02', sum: 1, rows: 1 },
    { month: '2026-03', sum: 2, rows: 1 },
  ]);
});
