import assert from 'node:assert/strict';
import test from 'node:test';
import { baselineNames } from '#domain/evaluation/baselines/index.ts';
import { parseGate } from '#domain/evaluation/gate.ts';
import { evaluateTexts } from '#testing/evaluation.ts';
import type { EvaluationOptions, Source } from './evaluation-options.ts';
import type { Evaluation } from './run-evaluation.ts';
import { writeQuestions } from './write-questions.ts';

const lineOf = (userId: string, productId: string, second: number, change: object = {}) =>
  JSON.stringify({
    eventType: 'product_viewed',
    userId,
    productId,
    timestamp: new Date(Date.UTC(2025, 5, 1, 12, 0, second)).toISOString(),
    ...change,
  });

/** Four shoppers go from x to y, the later two of them after the split; then one goes from x to z. */
const events = ['a x', 'a y', 'b x', 'b y', 'c x', 'c y', 'd x', 'd y', 'e x', 'e z'].map((act, n) => {
  const [userId = '', productId = ''] = act.split(' ');
  return lineOf(userId, productId, n);
});
const untilMs = Date.UTC(2025, 5, 1, 12, 0, 4);

const files = (path: (name: string) => string, ...names: string[]): Source => ({
  kind: 'files',
  files: names.map(path),
  format: 'jsonl',
});
const evaluateEvents = (lines: readonly string[], change: Partial<EvaluationOptions> = {}) =>
  evaluateTexts({ events: lines.join('\n') }, (path) => ({
    source: files(path, 'events'),
    until: { timeMs: untilMs },
    ...change,
  }));
const figureOf = ({ figures }: Evaluation, name: string) =>
  figures.find((one) => one.name === name) ?? assert.fail(`${name} is not among ${figures.map((one) => one.name)}`);

test('a small shop counted by hand: two of three shoppers do what those before them did', async () => {
  const found = await evaluateEvents(events);
  const { metrics, questions, ofKind, unanswered, coverage } = figureOf(found, 'session');
  assert.equal(questions, 3);
  assert.equal(metrics.hr.value, 2 / 3);
  // All who have x have y: both have the same votes, and x has that it was the last product. So y is at place 2.
  assert.equal(metrics.mrr.value, (1 / 2 + 1 / 2) / 3);
  assert.equal(unanswered, 0);
  assert.equal(ofKind.new.questions, 3);
  // z was never answered: x and y of x, y and z.
  assert.equal(coverage, 2 / 3);
  assert.equal(found.unknown, 1 / 3, 'nobody had touched z');
});

test('an event that was sent twice, and one that says nothing of interest, change nothing', async () => {
  const impression = lineOf('a', 'x', 3, {
    eventType: 'recommendation_impressed',
    metadata: { placementId: 'home', strategy: 'session' },
  });
  const { notes, ...found } = await evaluateEvents([...events, events[3] ?? '', impression]);
  const { notes: before, ...plain } = await evaluateEvents(events);
  const timeless = ({ figures }: Pick<Evaluation, 'figures'>) => figures.map((one) => ({ ...one, latencyMs: null }));
  assert.deepEqual(timeless(found), timeless(plain));
  assert.deepEqual(before, []);
  assert.equal(notes.length, 2);
});

test('figures of a strategy are the same whichever baselines are asked beside it', async () => {
  const asked = async (baselines: EvaluationOptions['baselines']) => {
    const { figures } = await evaluateEvents(events, { baselines });
    return figures.map((one) => ({ ...one, latencyMs: null }));
  };
  const all = await asked(baselineNames);
  assert.equal(all.length, 1 + baselineNames.length);
  assert.deepEqual(await asked([]), all.slice(0, 1));
  assert.deepEqual(
    await asked(['item_knn']),
    all.filter(({ name }) => name === 'session' || name === 'item_knn'),
  );
});

test('a catalog says what products are like, so that content_based has something to go by', async () => {
  const product = (productId: string, name: string) => JSON.stringify({ productId, name, category: 'Home', price: 5 });
  const catalog = [product('x', 'Red mug'), product('y', 'Red cup'), product('z', 'Red mug with a lid')].join('\n');
  const questions = 'z\t2000000000\tx';
  const train = 'a\ty\t1000';
  const asked = (texts: Record<string, string>, change: Partial<EvaluationOptions> = {}) =>
    evaluateTexts({ train, questions, ...texts }, (path) => ({
      source: { kind: 'questions', train: path('train'), questions: path('questions'), as: 'product_viewed' },
      strategies: ['content_based'],
      settings: { content_based: { minProducts: 0 } },
      ...change,
      ...('catalog' in texts ? { catalog: path('catalog') } : {}),
    }));
  assert.equal(figureOf(await asked({ catalog }, { k: 1 }), 'content_based').metrics.hr.value, 1);
  assert.equal(figureOf(await asked({}), 'content_based').unanswered, 1, 'control');
  await assert.rejects(asked({ catalog: `${catalog}\n{"productId":"w"}` }), /catalog:4: .*name/);
});

test('with a delay longer than the data nothing is known but the visit', async () => {
  const found = await evaluateEvents(events, { delayMs: 3_600_000 });
  assert.equal(figureOf(found, 'session').metrics.hr.value, 0);
  assert.equal(figureOf(found, 'session').unanswered, 1);
});

test('the pipeline is measured beside the strategy, with the filter that loses a hit', async () => {
  // The shopper goes from x to y and back to x.
  const back = [...events.slice(0, 4), lineOf('c', 'x', 4), lineOf('c', 'y', 5), lineOf('c', 'x', 6)];
  const kept = await evaluateEvents(back, { isServed: true });
  assert.equal(figureOf(kept, 'session:served').metrics.hr.value, 1);
  const dropped = await evaluateEvents(back, { isServed: true, seen: 'drop', strategies: ['session'] });
  assert.equal(figureOf(dropped, 'session:served').metrics.hr.value, 1 / 2);
  const paged = await evaluateEvents([...back, lineOf('c', 'x', 7)], { isServed: true, asksWithPage: true });
  const { lostTo, questions } = paged.losses[0]?.losses ?? assert.fail();
  assert.equal(questions, 3);
  assert.equal(lostTo.excluded, 1, 'the product of the page is in no answer');
});

test('answers of somebody else are measured beside ours, and compared on the same questions', async () => {
  const found = await evaluateTexts({ events: events.join('\n'), lists: '1\tz y\n3\tz\n' }, (path) => ({
    source: files(path, 'events'),
    until: { timeMs: untilMs },
    lists: path('lists'),
    compare: ['lists', 'session'],
  }));
  const lists = figureOf(found, 'lists');
  assert.equal(lists.metrics.hr.value, 2 / 3);
  assert.equal(lists.metrics.mrr.value, (1 / 2 + 1) / 3);
  assert.equal(lists.unanswered, 1 / 3);
  assert.ok(Math.abs((found.difference?.metrics.mrr.value ?? 0) - (1.5 - 1) / 3) < 1e-12);
  assert.match(found.notes.join(), /1 question has no line/);
});

test('users: all held-out items are right, and what a user has is neither answered nor asked for', async () => {
  const train = ['u a', 'u b', 'v a', 'v b', 'v c', 'w a'].map((act, n) => `${act.replace(' ', '\t')}\t${1_000 + n}`);
  const found = await evaluateTexts({ train: train.join('\n'), held: 'u\tc\nu\ta\nw\tb\nw\tc\nv\ta\n' }, (path) => ({
    source: { kind: 'users', train: path('train'), heldOut: path('held'), as: 'product_viewed' },
    strategies: ['trending'],
    k: 1,
  }));
  const { metrics, questions } = figureOf(found, 'popularity');
  assert.equal(questions, 2, 'v has nothing else held out');
  // u gets c; w gets b, one of two.
  assert.equal(metrics.hr.value, 1);
  assert.equal(metrics.recall.value, (1 + 1 / 2) / 2);
  assert.deepEqual(found.notes.length, 2);
});

test('users who are not in the training data are counted in a note, since that is how a file of another form looks', async () => {
  const ofHeldOut = (held: string) =>
    evaluateTexts({ train: 'u\ta\t1000\nv\tb\t1001\n', held }, (path) => ({
      source: { kind: 'users', train: path('train'), heldOut: path('held'), as: 'product_viewed' },
    }));
  assert.deepEqual((await ofHeldOut('u\tb\n')).notes, [], 'control');
  const { questions, notes } = await ofHeldOut('u\tb\nb\t1002\ta\n');
  assert.equal(questions, 2);
  assert.match(notes.join(), /^1 users have nothing in the training data.*ask the pipeline by --served/);
});

test('bad lines are told with file, line and what is wanted, and nothing is evaluated, unless they may be skipped', async () => {
  const bad = [...events, 'nonsense', lineOf('a', 'x', 5, { eventType: 'looked_at' }), lineOf('a', '', 5)];
  await assert.rejects(evaluateEvents(bad), ({ code, message }: Error & { code: string }) => {
    assert.equal(code, 'bad_input');
    assert.match(message, /events:11: wanted is one event as a JSON object; it is: nonsense\n/);
    assert.match(message, /events:12: Set `eventType` to one of product_viewed, .*\n/);
    assert.match(message, /events:13: .*productId/);
    assert.match(message, /--bad-lines skip/);
    return true;
  });
  const found = await evaluateEvents(bad, { badLines: 'skip' });
  assert.equal(found.questions, 3);
  assert.match(found.notes.join(), /3 bad lines were skipped, such as .*events:11/);
});

test('bad lines of questions, of training data and of lists are told', async () => {
  const wrong = (texts: Record<string, string>, lists: boolean) =>
    evaluateTexts({ train: '1\tx\t10\n1\ty\t11\n', questions: 'y\t20\tx\n', ...texts }, (path) => ({
      source: { kind: 'questions', train: path('train'), questions: path('questions'), as: 'product_viewed' },
      lists: lists ? path('lists') : null,
    }));
  assert.equal((await wrong({}, false)).questions, 1, 'control');
  await assert.rejects(
    wrong({ train: '1\tx\t10\n1\ty\tsoon\n' }, false),
    /train:2: wanted is `session TAB item TAB time`/,
  );
  await assert.rejects(
    wrong({ questions: 'y\t20\n' }, false),
    /questions:1: wanted is `target TAB time TAB prefix items`/,
  );
  await assert.rejects(wrong({ lists: '7\tx\n' }, true), /lists:1: .* there is no question 7/);
  await assert.rejects(wrong({ lists: '1\tx x\n' }, true), /lists:1: an answer has each item once/);
  await assert.rejects(wrong({ lists: '1\tx\n1\ty\n' }, true), /lists:2: there is an answer to question 1 already/);
});

test('an empty file, a missing one, and a split behind the data say so', async () => {
  await assert.rejects(evaluateEvents([]), /there are no events in the input/);
  await assert.rejects(
    evaluateTexts({}, (path) => ({ source: files(path, 'nowhere') })),
    /nowhere cannot be read: ENOENT/,
  );
  await assert.rejects(
    evaluateEvents(events, { until: { timeMs: Date.UTC(2026, 0) } }),
    /there is nothing to ask; choose an earlier time/,
  );
});

test('a file of another format, and one that cannot be written, are told as bad input', async () => {
  const isBadInput = (text: RegExp) => (error: Error & { code?: string }) => {
    assert.equal(error.code, 'bad_input');
    assert.match(error.message, text);
    return true;
  };
  const read = (text: string, format: 'sessions' | 'uci-online-retail') =>
    evaluateTexts({ text }, (path) => ({ source: { kind: 'files', files: [path('text')], format } }));
  const lines = Array.from({ length: 9 }, (_, n) => `${n % 3}\t${n % 2}\t${1_400_000_000 + n}`).join('\n');
  assert.ok((await read(lines, 'sessions')).questions > 0, 'control');
  await assert.rejects(read('{"a": 1}', 'sessions'), isBadInput(/text cannot be read as sessions: the first line/));
  await assert.rejects(read('{"a": 1}', 'uci-online-retail'), isBadInput(/text cannot be read as uci-online-retail/));
  await assert.rejects(async () => writeQuestions('', []), isBadInput(/cannot be written: ENOENT/));
});

test('what would take more memory than is allowed is refused before it is read', async () => {
  await assert.rejects(
    evaluateEvents(events, { memoryMib: 100 }),
    /this would take about 2\d\d MiB, and 100 are allowed: allow more by --memory-mib 2\d\d/,
  );
});

test('a name that nobody has is refused in --compare and in gates', async () => {
  await assert.rejects(
    evaluateEvents(events, { compare: ['session', 'gorse'] }),
    /there is no gorse here, but session, popularity/,
  );
});

test('a gate on a name that nobody has is refused before anything is asked', async () => {
  const gated = (text: string) => {
    const gate = parseGate(text);
    assert.ok(gate !== null);
    return evaluateEvents(events, { gates: [gate], until: { timeMs: Date.UTC(2026, 0) } });
  };
  await assert.rejects(gated('session.hr>0'), /there is nothing to ask/, 'control');
  await assert.rejects(gated('gorse.hr>0'), /--gate gorse.hr>0: there is no such figure here; names are session/);
  await assert.rejects(gated('session-popularity.hr>0'), /there is no such figure here; .* a-b of --compare/);
});
