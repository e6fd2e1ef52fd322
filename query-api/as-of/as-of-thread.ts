/** To fold what was known takes seconds of CPU: it has a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { explainAnswer } from '#domain/serving/explain-answer.ts';
import { present } from '#domain/serving/present.ts';
import { strategies } from '#domain/strategies/index.ts';
import { answerAsOf, rowsNotes } from '#domain/what-if/answer-as-of.ts';
import { behind, standBackOnThread } from '#runtime/stand-back.ts';
import { countErasedSince, erasedNotes } from '#stores/past/count-erased-since.ts';
import { momentOf } from '#stores/past/moment.ts';
import { type Past, readPast } from '#stores/past/read-past.ts';
import { TooMuchPast } from '#stores/past/read-past-records.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { explanationOf } from '../routes/recommendations/explanation-of.ts';
import { howAnswered } from '../routes/recommendations/how-answered.ts';
import { computedFrom } from '../routes/recommendations/versions-of.ts';
import { type AsOfAnswer, type AsOfTask, mostRecords } from './as-of-task.ts';

standBackOnThread(behind.learning);
const { databaseUrl, tenantId, scope, config, atMs, madeAtMs, asked, isExplained, locale } = workerData as AsOfTask;
const database = openDatabase({ url: databaseUrl, max: 1, applicationName: 'as-of' });
const at = new Date(atMs);
const asOf = at.toISOString();

async function readThen(): Promise<Past & { erasedSince: number }> {
  return database.scoped({ tenantId, scopes: [scope] }, async (client) => {
    const place = { tenantId, scope, placementId: asked.placementId, config };
    const limits = { most: mostRecords, signal: new AbortController().signal };
    const past = await readPast(client, place, await momentOf(client, at), limits);
    return { ...past, erasedSince: await countErasedSince(client, scope, at) };
  });
}

function answerFrom(past: Past & { erasedSince: number }): AsOfAnswer {
  const { question, served, rules, state, isOfRows } = answerAsOf(asked, past.fold(), past.way, atMs);
  const explained = isExplained ? explainAnswer(question, state, past.way.config, strategies, rules) : undefined;
  const { model, weights } = computedFrom(served, question.blend, state, past.records, strategies);
  const then = { version: 'as of', asOf };
  const meta = {
    ...howAnswered(question, served),
    ...(explained === undefined ? {} : { explanation: explanationOf(question, explained, undefined, null) }),
    locale,
    ...(rules.version === null ? {} : { rulesVersion: rules.version }),
    cached: false,
    nextPage: null,
    modelVersion: model.version,
    versions: { model, weights, catalog: then, configuration: then },
    asOf: {
      at: asOf,
      records: past.records,
      products: past.products,
      notes: [...notesOf(past), ...rowsNotes(isOfRows)],
    },
  };
  return { data: present(served, state.item, explained?.explanation ?? false, strategies, locale), meta };
}

const notesOf = ({ notes, erasedSince, way }: Past & { erasedSince: number }): string[] => [
  ...(atMs < madeAtMs ? [`the shop was made at ${new Date(madeAtMs).toISOString()}: nothing was known before`] : []),
  ...notes,
  ...erasedNotes(erasedSince),
  ...(way.config.exploration > 0
    ? ['a share of the answers had an order that was drawn: this is the order of the models']
    : []),
];

try {
  parentPort?.postMessage(answerFrom(await readThen()));
} catch (error) {
  if (!(error instanceof TooMuchPast)) throw error;
  parentPort?.postMessage({ refused: `${error.message}: ask with a replay of kind asOf.` } satisfies AsOfAnswer);
} finally {
  await database.close();
}
