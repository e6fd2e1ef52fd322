import { BadInput } from '#cli/evaluate/bad-lines.ts';
import { checkMemory, estimateBytes } from '#cli/evaluate/estimate-memory.ts';
import type { EvaluationOptions } from '#cli/evaluate/evaluation-options.ts';
import { readShop } from '#cli/evaluate/read-shop.ts';
import { readTopicCatalog } from '#cli/evaluate/read-topic.ts';
import { runEvaluation } from '#cli/evaluate/run-evaluation.ts';
import { baselineNames } from '#domain/evaluation/baselines/index.ts';
import { splitTimeOf } from '#domain/evaluation/split-time.ts';
import { createTimeline, type Timeline } from '#domain/evaluation/timeline.ts';
import { walkTimeline } from '#domain/evaluation/walk-timeline.ts';
import { weightOf } from '#domain/events/weight.ts';
import type { EvaluateSettings, EvaluationReport } from '#schemas/http/replays.ts';
import { type EventRow, toPlacedEvent } from '#stores/events/read-events.ts';
import { boundsOf, dayMs, type Reach, readRows } from './read-day.ts';
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

/** The events of the last days, but for those of erased shoppers, whose pseudonyms are nobody. */
async function readTimeline(
  { database, signal, memoryMib, tell }: ReplayWork<EvaluateSettings>,
  reach: Reach,
  days: number,
): Promise<Timeline> {
  const bounds = await boundsOf(database, 'events', reach);
  if (bounds === null) throw new ReplayRefused('There are no events yet: send some, and ask again.');
  const fromMs = Math.max(bounds.firstMs, bounds.lastMs - days * dayMs);
  const { rows: erased } = await database.query<{ pseudonym: string }>(
    'SELECT pseudonym FROM erasures WHERE scope = $1',
    [reach.scope],
  );
  const nobody = new Set(erased.map(({ pseudonym }) => pseudonym));
  const timeline = createTimeline();
  const allDays = Math.ceil((bounds.lastMs + 1 - fromMs) / dayMs);
  for await (const rows of readRows<EventRow>(database, 'events', reach, fromMs, bounds.lastMs + 1)) {
    signal.throwIfAborted();
    for (const row of rows) {
      const { event } = toPlacedEvent(row);
      if (weightOf(event.type) > 0 && !nobody.has(event.userId))
        timeline.add({ ...event, orderId: event.purchase?.orderId ?? null });
      tell('reading', Math.floor((event.timestampMs - fromMs) / dayMs), allDays);
    }
    checkMemory(estimateBytes(timeline.size, 0, false), memoryMib);
  }
  if (timeline.size === 0)
    throw new ReplayRefused('There are no events of interest in these days: ask for more days, or send some.');
  return timeline;
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
