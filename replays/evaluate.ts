import { BadInput } from '#cli/evaluate/bad-lines.ts';
import { estimateBytes } from '#cli/evaluate/estimate-memory.ts';
import type { EvaluationOptions } from '#cli/evaluate/evaluation-options.ts';
import { readShop } from '#cli/evaluate/read-shop.ts';
import { readTopicCatalog } from '#cli/evaluate/read-topic.ts';
import { runEvaluation } from '#cli/evaluate/run-evaluation.ts';
import { baselineNames } from '#domain/evaluation/baselines/index.ts';
import { splitTimeOf } from '#domain/evaluation/split-time.ts';
import { walkTimeline } from '#domain/evaluation/walk-timeline.ts';
import type { EvaluationReport } from '#schemas/http/replay-reports.ts';
import type { EvaluateSettings } from '#schemas/http/replay-settings.ts';
import { readTimeline } from './read-timeline.ts';
import { type Found, ReplayRefused, type ReplayWork } from './replay-work.ts';

/** The same for each replay, so that the same events give the same intervals. */
const seed = 1;
const resamples = 1_000;

/**
 * Asks strategies for what shoppers of the tenant chose next, by the code that serves, from its stored events: the earlier ones are learnt, the later ones asked about. Nothing live changes.
 * Throws `ReplayRefused` if there is too little or too much to read.
 */
export async function evaluate(work: ReplayWork<EvaluateSettings>): Promise<Found<EvaluationReport>> {
  const { replay, settings, database, positions, tell } = work;
  const { space = 'live', placementId = 'default', days = 90, askedShare = 0.2 } = settings;
  const shop = await readShop(database, replay.tenantId, space, placementId);
  const reach = { scope: shop.scope, positions };
  const timeline = await readTimeline(work, reach, days);
  const untilMs = splitTimeOf(timeline, 1 - askedShare);
  const log = await work.openLog();
  const catalog = await readTopicCatalog(log, shop.scope).finally(() => log.close());
  const options = optionsOf(settings, untilMs, work.memoryMib);
  const input = {
    catalog,
    config: shop.config,
    rules: shop.rules,
    steps: () => walkTimeline(timeline, { untilMs, delayMs: 0 }),
    mostSteps: timeline.size * 2,
    seen: settings.seen ?? ('keep' as const),
    untilMs,
    estimatedBytes: estimateBytes(timeline.size, 0, false),
    notes: ['the catalog, the configuration and the rules are those of now', 'shoppers who were erased are left out'],
  };
  try {
    const { seconds: _, figures, ...report } = await runEvaluation(options, input, null, tell);
    // Times differ from run to run, and a report does not.
    const timeless = figures.map(({ latencyMs: _latency, ...figure }) => figure);
    return { report: { ...report, figures: timeless, events: timeline.size }, files: [] };
  } catch (error) {
    throw error instanceof BadInput ? new ReplayRefused(error.message) : error;
  }
}

function optionsOf(settings: EvaluateSettings, untilMs: number, memoryMib: number): EvaluationOptions {
  const { strategies, served = false, seen = null, settings: changed = {}, k = 20 } = settings;
  return {
    source: {
      kind: 'topic',
      tenant: '',
      space: settings.space ?? 'live',
      placement: settings.placementId ?? 'default',
    },
    catalog: null,
    until: { timeMs: untilMs },
    delayMs: 0,
    strategies: [...strategies],
    baselines: baselineNames,
    settings: changed,
    isServed: served,
    asksWithPage: false,
    compare: null,
    k,
    seen,
    lists: null,
    gates: [],
    learnsRows: true,
    seed,
    resamples,
    badLines: 'skip',
    memoryMib,
    writeQuestions: null,
  };
}
