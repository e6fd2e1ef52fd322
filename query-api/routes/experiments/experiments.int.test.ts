import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { several } from '#domain/several.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let shop: Shop;
let theirs: Shop;

before(async () => {
  app = await openApiApp();
  shop = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(() => app.remove());

const asAdmin = (path: string, body?: unknown, method?: string) =>
  ask(`${app.url}/api/v1/tenants/${shop.tenantId}/${path}`, { token: shop.adminToken, body, method });
const settings = { name: 'Baskets', controlStrategy: 'trending', variantStrategy: 'collaborative' };
async function create(body: Json = {}): Promise<Json> {
  const answer = await asAdmin('experiments', { ...settings, placementId: randomUUID(), ...body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.data;
}
const step = (id: string, name: string) => asAdmin(`experiments/${id}/${name}`, undefined, 'POST');
const put = (id: string, body: Json) => asAdmin(`experiments/${id}`, body, 'PUT');
const actsOf = async (id: string) =>
  (await asAdmin('audit?limit=100')).body.data
    .filter(({ subjectId }: Json) => subjectId === id)
    .map(({ action }: Json) => action)
    .reverse();
const periodsOf = async (id: string) =>
  (
    await app.owner.query<{ started_at: Date; ended_at: Date | null }>(
      'SELECT started_at, ended_at FROM experiment_periods WHERE experiment_id = $1 ORDER BY started_at',
      [id],
    )
  ).rows;

test('a new experiment is a draft with the defaults, and is read back, listed and filtered', async () => {
  const { body } = await asAdmin('experiments', settings);
  const { id, createdAt, updatedAt, ...rest } = body.data;
  assert.deepEqual(rest, {
    ...settings,
    placementId: 'default',
    trafficSplit: 50,
    metric: 'ctr',
    preset: 'clear_signals',
    guardrails: [],
    targetPrecision: 0.05,
    plannedDays: null,
    plannedUsers: null,
    status: 'draft',
    startedAt: null,
    completedAt: null,
  });
  assert.equal(updatedAt, createdAt);
  assert.deepEqual((await asAdmin(`experiments/${id}`)).body.data, body.data);
  const other = await create();
  const list = (await asAdmin('experiments?limit=1')).body;
  assert.deepEqual([list.data.length, list.data[0].id, list.meta.total >= 2], [1, other.id, true]);
  const found = (await asAdmin('experiments?placementId=default&status=draft')).body;
  assert.deepEqual(
    found.data.map((one: Json) => one.id),
    [id],
  );
});

test('an experiment goes through its states, and each step is kept with its time (FR-017)', async () => {
  const { id } = await create();
  for (const [name, status] of [
    ['start', 'running'],
    ['pause', 'paused'],
    ['start', 'running'],
    ['complete', 'completed'],
  ] as const) {
    const answer = await step(id, name);
    assert.deepEqual([answer.status, answer.body.data.status], [200, status]);
  }
  const { startedAt, completedAt } = (await asAdmin(`experiments/${id}`)).body.data;
  const periods = await periodsOf(id);
  assert.equal(periods.length, 2);
  assert.deepEqual(
    [periods[0]!.started_at.toISOString(), periods[1]!.ended_at!.toISOString()],
    [startedAt, completedAt],
  );
  assert.ok(periods[0]!.ended_at! <= periods[1]!.started_at);
  assert.deepEqual(await actsOf(id), [
    'experiment.created',
    'experiment.started',
    'experiment.paused',
    'experiment.started',
    'experiment.completed',
  ]);
});

test('a forbidden step is a 409 that says what is possible, by the step as by a PUT of the status', async () => {
  const { id } = await create();
  for (const [name, status, possible] of [
    ['pause', 'paused', 'cannot be paused: start it first.'],
    ['complete', 'completed', 'cannot be completed: start it first.'],
  ] as const) {
    for (const answer of [await step(id, name), await put(id, { status })]) {
      assert.equal(answer.status, 409);
      assert.ok(answer.body.detail.endsWith(possible), answer.body.detail);
    }
  }
  assert.equal((await put(id, { status: 'draft' })).status, 200, 'control: no step is none');
  const started = await put(id, { status: 'running', trafficSplit: 20 });
  assert.deepEqual([started.body.data.status, started.body.data.trafficSplit], ['running', 20]);
  assert.match((await step(id, 'start')).body.detail, /pause or complete it/);
  assert.equal((await put(id, { status: 'draft' })).status, 409);
  await step(id, 'complete');
  assert.match((await step(id, 'start')).body.detail, /cannot be started again: create a copy/);
});

test('the checklist of an experiment that runs or is completed says that no start is possible, one that is paused may go on', async () => {
  const { id } = await create();
  const checklist = async () => {
    const { canStart, blockers } = (await asAdmin(`experiments/${id}/checklist`)).body.data;
    return [canStart, blockers.map(({ name }: Json) => name)];
  };
  for (const [name, expected] of [
    ['start', [false, ['wrong_status']]],
    ['pause', [true, []]],
    ['complete', [false, ['wrong_status']]],
  ] as const) {
    await step(id, name);
    assert.deepEqual(await checklist(), expected, name);
  }
  const { blockers } = (await asAdmin(`experiments/${id}/checklist`)).body.data;
  assert.equal((await step(id, 'start')).body.detail, blockers[0].text, 'the start says the same');
});

test('while one runs on a placement another is neither created nor started there', async () => {
  const placementId = randomUUID();
  const [first, second] = [await create({ placementId }), await create({ placementId })];
  assert.equal((await step(first.id, 'start')).status, 200);
  const refused = [
    await asAdmin('experiments', { ...settings, placementId }),
    await step(second.id, 'start'),
    await put(second.id, { status: 'running' }),
  ];
  for (const { status, body } of refused)
    assert.deepEqual([status, /'Baskets' runs on placement/.test(body.detail)], [409, true]);
  await step(first.id, 'pause');
  assert.equal((await step(second.id, 'start')).status, 200, 'control');
  assert.equal((await step(first.id, 'start')).status, 409, 'nor goes one on');
  assert.equal((await asAdmin('experiments', { ...settings, placementId: randomUUID() })).status, 201, 'elsewhere');
});

test('of two starts at once one is made; the database itself refuses the second', async () => {
  const placementId = randomUUID();
  const both = [await create({ placementId }), await create({ placementId })];
  const answers = await Promise.all(both.map(({ id }) => step(id, 'start')));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  const idle = both.find((_, n) => answers[n]!.status === 409);
  await assert.rejects(
    app.owner.query(`UPDATE experiments SET status = 'running' WHERE experiment_id = $1`, [idle.id]),
    { code: '23505' },
  );
});

test('an experiment with nothing to compare does not start', async () => {
  const { id } = await create({ variantStrategy: 'trending' });
  const { status, body } = await step(id, 'start');
  assert.deepEqual([status, /nothing to find out/.test(body.detail)], [409, true]);
  assert.equal((await put(id, { variantStrategy: 'content_based', status: 'running' })).status, 200, 'control');
});

test('a started experiment keeps what its users have seen, and takes what is only about its reading', async () => {
  const { id, ...made } = await create();
  await step(id, 'start');
  for (const change of [
    { trafficSplit: 40 },
    { controlStrategy: 'content_based' },
    { variantStrategy: 'content_based' },
    { placementId: 'elsewhere' },
    { metric: 'conversion_rate' },
    { plannedUsers: 10 },
  ]) {
    const { status, body } = await put(id, change);
    assert.equal(status, 409, JSON.stringify(change));
    assert.match(body.detail, new RegExp(`\`${Object.keys(change)[0]}\`.*copy`));
  }
  const guardrails = [{ metric: 'ctr', margin: 0.02 }];
  const changed = await put(id, { name: 'Renamed', guardrails, trafficSplit: made.trafficSplit });
  assert.deepEqual([changed.status, changed.body.data.name], [200, 'Renamed']);
  assert.deepEqual(changed.body.data.guardrails, guardrails);
});

test('a draft can be deleted; what was started stays', async () => {
  const [draft, started] = [await create(), await create()];
  assert.equal((await asAdmin(`experiments/${draft.id}`, undefined, 'DELETE')).status, 204);
  assert.equal((await asAdmin(`experiments/${draft.id}`)).status, 404);
  assert.equal((await asAdmin(`experiments/${draft.id}`, undefined, 'DELETE')).status, 404);
  await step(started.id, 'start');
  await step(started.id, 'complete');
  assert.equal((await asAdmin(`experiments/${started.id}`, undefined, 'DELETE')).status, 409);
  assert.equal((await asAdmin(`experiments/${started.id}`)).status, 200);
});

test('what cannot be is a 400 at its field', async () => {
  for (const [body, path] of [
    [{ trafficSplit: 0 }, '/trafficSplit'],
    [{ trafficSplit: 100 }, '/trafficSplit'],
    [{ trafficSplit: 33.3 }, '/trafficSplit'],
    [{ metric: 'smiles' }, '/metric'],
    [{ variantStrategy: 'magic' }, '/variantStrategy'],
    [{ name: '' }, '/name'],
    [{ status: 'running' }, '/status'],
    [{ targetPrecision: 0 }, '/targetPrecision'],
  ] as const) {
    const answer = await asAdmin('experiments', { ...settings, ...body });
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.path], [400, path]);
  }
  for (const trafficSplit of [1, 99]) assert.equal((await create({ trafficSplit })).trafficSplit, trafficSplit);
});

test("another tenant's experiment is not there, by whatever way it is asked for", async () => {
  const { id } = await create();
  const base = `${app.url}/api/v1/tenants/${theirs.tenantId}/experiments/${id}`;
  const token = theirs.adminToken;
  const answers = [
    await ask(base, { token }),
    await ask(base, { token, method: 'PUT', body: { name: 'Mine now' } }),
    await ask(`${base}/start`, { token, method: 'POST' }),
    await ask(base, { token, method: 'DELETE' }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404, 404, 404],
  );
  assert.equal((await asAdmin(`experiments/${id}`)).body.data.name, settings.name, 'control');
});

test('the holdout is off at first, 5 % where nothing is said, keeps what is not named, and since when it is as it is', async () => {
  const settingsNow = async () => {
    const { percent, treatment, since } = (await asAdmin('holdout')).body.data;
    return { percent, treatment, since };
  };
  const off = { percent: 0, treatment: 'none', since: null };
  assert.deepEqual(await settingsNow(), off);
  assert.equal((await asAdmin('holdout', {}, 'PUT')).status, 400);
  assert.deepEqual(await settingsNow(), off, 'an empty body turns nothing on');
  const on = (await asAdmin('holdout', { treatment: 'none' }, 'PUT')).body.data;
  assert.deepEqual([on.percent, on.treatment], [5, 'none']);
  assert.deepEqual((await asAdmin('holdout', { percent: 5 }, 'PUT')).body.data, on, 'the same is no change');
  const changed = (await asAdmin('holdout', { percent: 5, treatment: 'trending' }, 'PUT')).body.data;
  assert.ok(changed.since > on.since);
  assert.deepEqual(await settingsNow(), changed);
  const more = (await asAdmin('holdout', { percent: 20 }, 'PUT')).body.data;
  assert.deepEqual([more.percent, more.treatment], [20, 'trending']);
  assert.equal((await asAdmin('holdout', { percent: 51 }, 'PUT')).status, 400);
  assert.deepEqual((await asAdmin('holdout', { percent: 0 }, 'PUT')).body.data, off);
});

test('a plan and the checklist go by what shoppers did on the placement, and say where there is too little', async () => {
  const placementId = randomUUID();
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  const plan = async (body: Json = {}) =>
    (await asAdmin('experiments/plan', { placementId, lift: 0.2, ...body })).body.data;
  const empty = await plan();
  assert.deepEqual([empty.usersNeeded, empty.daysNeeded, empty.tooLittle.length], [null, null, 1]);

  const { id } = await create({ placementId, metric: 'ctr' });
  const checklist = async () => (await asAdmin(`experiments/${id}/checklist`)).body.data;
  const namesOf = (list: Json[]) => list.map(({ name }) => name);
  const before = await checklist();
  assert.deepEqual([before.canStart, namesOf(before.hints)], [true, ['no_traffic']]);

  await app.owner.query(`SELECT ensure_month(now()), ensure_month(now() - interval '10 days')`);
  // 200 shoppers over ten days, two impressions each, and one click of each fourth.
  await app.owner.query(
    `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id, placement_id)
     SELECT gen_random_uuid(), now() - interval '1 hour' - (u % 10) * interval '1 day', now(), u * 10 + n, $1, 1, 0,
            CASE WHEN n < 2 THEN 6 ELSE 7 END, 0, 'u' || u, 'p' || n, $2
     FROM generate_series(0, 199) AS u, generate_series(0, 2) AS n WHERE n < 2 OR u % 4 = 0`,
    [scope, placementId],
  );
  const { baseline, usersNeeded, daysNeeded, tooLittle } = await plan();
  assert.deepEqual([baseline.mean, baseline.users, tooLittle], [50 / 400, 200, []]);
  assert.ok(Math.abs(baseline.usersPerDay - 200 / 9.05) < 0.2, `${baseline.usersPerDay}`);
  assert.equal(daysNeeded, Math.ceil(usersNeeded / baseline.usersPerDay));
  assert.ok((await plan({ lift: 0.1 })).usersNeeded > 3.9 * usersNeeded);
  assert.equal((await plan({ metric: 'conversion_rate' })).usersNeeded, null);
  const { hints } = await checklist();
  assert.deepEqual(namesOf(hints), ['long']);
  const { daysNeeded: daysOfChecklist } = await plan({ lift: 0.05 });
  assert.match(
    hints[0].text,
    new RegExp(`a lift of 5 % .* about ${several(daysOfChecklist, 'day')}`),
    'the plan says the same',
  );
  const warningsOf = async (lift: number) =>
    (await asAdmin('experiments/plan', { placementId, lift })).body.meta.warnings.map(({ message }: Json) => message);
  assert.match((await warningsOf(5))[0], /500 %; for 5 % it is 0\.05/);
  assert.match((await warningsOf(0.05))[0], new RegExp(`about ${several(daysOfChecklist, 'day')}; beyond 56 days`));
  assert.deepEqual(await warningsOf(1), [], 'control');
  await put(id, { plannedDays: 14 });
  assert.deepEqual(namesOf((await checklist()).hints), ['few_users']);
  await put(id, { variantStrategy: settings.controlStrategy });
  const { canStart, blockers } = await checklist();
  assert.deepEqual([canStart, namesOf(blockers)], [false, ['same_strategies']]);
});

test('a suspended tenant is read, and not written to', async () => {
  const { id } = await create();
  const tenant = `${app.url}/api/v1/tenants/${shop.tenantId}`;
  const suspend = (status: string) => ask(tenant, { token: shop.adminToken, method: 'PUT', body: { status } });
  await suspend('suspended');
  const written = [
    await asAdmin('experiments', settings),
    await put(id, { name: 'New' }),
    await step(id, 'start'),
    await asAdmin(`experiments/${id}`, undefined, 'DELETE'),
    await asAdmin('holdout', { percent: 5 }, 'PUT'),
  ];
  assert.deepEqual(
    written.map(({ status }) => status),
    [403, 403, 403, 403, 403],
  );
  for (const path of [`experiments/${id}`, 'experiments', 'holdout']) assert.equal((await asAdmin(path)).status, 200);
  await suspend('active');
});
