/**
 * What projections cost Postgres in the loader's transaction: `node bench/merge.ts experiment_results`, or several names, some minutes; `--quick` has three small rounds. The loader's own steps
 * on one connection: batches of 2,000 events of one shop, a fifth of them about recommendations, with an answer for each 20 events; CPU of the connection's process. Four ways in turn, round by
 * round, forth and back: without the named projections, with all, and with all while an experiment runs or a holdout is on. Rounds are compared with themselves, so that a busy machine shifts all four.
 */
import { hash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { judgeEvent } from '#domain/events/judge-event.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { assignVariant } from '#domain/experiments/assign.ts';
import { exposureIdOf } from '#domain/exposures/exposure-id.ts';
import { createFoldBatch } from '#processors/fold-batch.ts';
import { projections } from '#processors/index.ts';
import { createTenantCurrencies } from '#processors/tenant-currencies.ts';
import { sha256 } from '#runtime/sha256.ts';
import { mergeEvents, type PlacedEvent } from '#stores/events/merge-events.ts';
import { mergeExposures, type PlacedExposure } from '#stores/exposures/merge-exposures.ts';
import { nameStrategiesShown } from '#stores/exposures/name-strategies-shown.ts';
import { createCopyWriter } from '#stores/postgres/binary-copy.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openMonths } from '#stores/postgres/months.ts';
import { plainExposure } from '#testing/plain.ts';
import { openTestDatabase, startTestPostgres } from '#testing/postgres.ts';
import { readProcessCpu } from './support/cpu.ts';
import { createShoppers } from './support/shoppers.ts';

const folds = projections.flatMap(({ name, follows }) =>
  follows.kind === 'in_transaction' ? [{ name, follows }] : [],
);
const { values: flags, positionals: named } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const known = folds.map(({ name }) => name as string);
if (named.length === 0 || named.some((name) => !known.includes(name))) {
  console.error(`Name one or more of these projections: ${known.join(', ')}.`);
  process.exit(1);
}

const [rounds, eventsPerRound] = flags.quick ? [3, 20_000] : [7, 60_000];
const batchSize = 2_000;
const impressionsForAnAnswer = 2;
const partitions = 4;
const eventsPerSecond = 20_000;
const startMs = Date.UTC(2026, 2, 1, 12);
const scope = 1;
const tenantId = '00000000-0000-4000-8000-000000000001';
const experiment = { experimentId: '00000000-0000-4000-8000-000000000002', trafficSplit: 50 };

type Way = { label: string; runs: 'nothing' | 'experiment' | 'holdout'; left: ReadonlySet<string> };
const none: ReadonlySet<string> = new Set();
const without: Way = { label: `without ${named.join(', ')}`, runs: 'nothing', left: new Set(named) };
const ways: readonly Way[] = [
  without,
  { label: 'with all', runs: 'nothing', left: none },
  { label: 'with all, an experiment running', runs: 'experiment', left: none },
  { label: 'with all, a holdout on', runs: 'holdout', left: none },
];

const server = await startTestPostgres();
process.env.TEST_POSTGRES_URL = server.url;
try {
  const facts = makeFacts();
  const found = new Map(ways.map((way) => [way, [] as number[]]));
  for (let round = 0; round < rounds; round++)
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) found.get(way)?.push(await measure(way, facts));
  const base = found.get(without) ?? [];
  console.log(
    `Postgres µs an event: median, of a batch of ${batchSize} in ms, against the first by rounds; each round`,
  );
  for (const [{ label }, each] of found) {
    const more = (median(each.map((value, round) => value / (base[round] ?? Number.NaN))) - 1) * 100;
    const all = each.map((value) => value.toFixed(1)).join(', ');
    const ofBatch = ((median(each) * batchSize) / 1_000).toFixed(1);
    console.log(`${label}: ${median(each).toFixed(1)}, ${ofBatch} ms, ${more.toFixed(1)} % more; ${all}`);
  }
} finally {
  await server.stop();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Returns the µs an event of a fresh database. */
async function measure({ runs, left }: Way, { events, exposures }: ReturnType<typeof makeFacts>): Promise<number> {
  const testDatabase = await openTestDatabase();
  const owner = openDatabase({ url: testDatabase.ownerUrl, max: 1, applicationName: 'owner' });
  const database = openDatabase({ url: testDatabase.processorUrl, max: 1, applicationName: 'bench-merge' });
  try {
    await openShop(owner, runs);
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? null;
    await openMonths(database).ensure(events.map(({ event }) => event.timestampMs));
    const currencies = createTenantCurrencies();
    const writer = createCopyWriter();
    const startedAt = readProcessCpu(pid);
    for (let first = 0; first < events.length; first += batchSize) {
      const partition = (first / batchSize) % partitions;
      const sent = events.slice(first, first + batchSize);
      const answers = exposures.filter(
        ({ offset }) => offset >= offsetOf(first) - 1n && offset < offsetOf(first + batchSize) - 1n,
      );
      const answered = runs === 'experiment' ? answers.map(byArm) : answers;
      await database.transaction(async (client) => {
        const shown = await mergeExposures(client, 1, partition, answered);
        const fresh = await mergeEvents(client, writer, 1, partition, await nameStrategiesShown(client, 1, sent));
        const answeredUsers = async () =>
          shown.map(({ exposure: { userId, servedAtMs, arm } }) => ({
            scope,
            userId,
            fromMs: servedAtMs,
            toMs: servedAtMs,
            isByArm: arm !== null,
          }));
        const batch = createFoldBatch(client, { log: 1, partition }, fresh, answeredUsers, currencies);
        for (const { name, follows } of folds)
          if (!left.has(name)) await follows.apply(client, { ...batch, version: 1 });
      });
    }
    const microseconds = ((readProcessCpu(pid) - startedAt) / events.length) * 1e6;
    if (left.size === 0) await checkCounted(owner, runs);
    return microseconds;
  } finally {
    await database.close();
    await owner.close();
    await testDatabase.close();
  }
}

/** The tenant of the scope, with an experiment on `home` that runs, or a holdout that is on, from a day before the first event. */
async function openShop(owner: Database, runs: Way['runs']): Promise<void> {
  const since = new Date(startMs - 86_400_000);
  await owner.query(`INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, 'bench@shop.example', '!')`, [
    tenantId,
  ]);
  await owner.query(`INSERT INTO tenants (tenant_id, admin_id, name) VALUES ($1, $1, 'Bench')`, [tenantId]);
  await owner.query(`INSERT INTO scopes (tenant_id, space, scope) OVERRIDING SYSTEM VALUE VALUES ($1, 'live', $2)`, [
    tenantId,
    scope,
  ]);
  if (runs === 'experiment') {
    const { experimentId, trafficSplit } = experiment;
    await owner.query(
      `INSERT INTO experiments (experiment_id, tenant_id, name, placement_id, control_strategy, variant_strategy, traffic_split, target_precision, status, started_at)
       VALUES ($1, $2, 'Bench', 'home', 'trending', 'collaborative', $3, 0.05, 'running', $4)`,
      [experimentId, tenantId, trafficSplit, since],
    );
    await owner.query(`INSERT INTO experiment_periods (experiment_id, tenant_id, started_at) VALUES ($1, $2, $3)`, [
      experimentId,
      tenantId,
      since,
    ]);
  }
  if (runs === 'holdout')
    await owner.query(
      `INSERT INTO holdout_periods (tenant_id, percent, treatment, since, started_at) VALUES ($1, 5, 'none', $2, $2)`,
      [tenantId, since],
    );
}

/** A way that counts nobody where it should would look cheap. */
async function checkCounted(owner: Database, runs: Way['runs']): Promise<void> {
  const { rows } = await owner.query<{ users: number }>('SELECT count(*)::int AS users FROM experiment_users');
  const users = rows[0]?.users ?? 0;
  if ((runs === 'nothing') !== (users === 0)) throw new Error(`${users} users were counted with ${runs} running`);
}

function byArm({ offset, exposure }: PlacedExposure): PlacedExposure {
  const variant = assignVariant(experiment, exposure.userId, (text) => sha256(text).readUInt32BE(0));
  return { offset, exposure: { ...exposure, arm: { experimentId: experiment.experimentId, variant } } };
}

/** Between two events there is room for an answer. */
function offsetOf(n: number): bigint {
  return BigInt(2 * n + 1);
}

/** The same at each call. An answer stands before the impression that it led to. */
function makeFacts(): { events: PlacedEvent[]; exposures: PlacedExposure[] } {
  const shoppers = createShoppers(7, 50_000, 5_000);
  const ofText = (text: string): Buffer => Buffer.from(hash('sha256', text, 'hex'), 'hex');
  const made = new Map<string, ShopEvent>();
  for (let n = 0; made.size < eventsPerRound; n++) {
    const receivedAtMs = startMs + Math.floor((n * 1_000) / eventsPerSecond);
    const context = { scope, receivedAtMs, isKnownProduct: () => true, hash: ofText };
    const outcome = judgeEvent(JSON.parse(shoppers.event(receivedAtMs)), context);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
    made.set(outcome.event.id.toString('latin1'), outcome.event);
  }
  const exposures: PlacedExposure[] = [];
  let impressions = 0;
  const events = [...made.values()].map((event, n): PlacedEvent => {
    const offset = offsetOf(n);
    if (event.type !== 'recommendation_impressed' || impressions++ % impressionsForAnAnswer > 0)
      return { offset, event };
    const { userId, timestampMs: servedAtMs } = event;
    const of = { scope, requestId: `r${n}`, placementId: 'home', userId, servedAtMs };
    const id = exposureIdOf(of, sha256);
    exposures.push({ offset: offset - 1n, exposure: plainExposure({ ...of, id, productIds: [event.productId] }) });
    return { offset, event: { ...event, exposureId: id } };
  });
  return { events, exposures };
}
