import { inTurns } from '#cli/evaluate/in-turns.ts';
import { readControl, type ShopControl } from '#cli/evaluate/read-shop.ts';
import { readTopicCatalog } from '#cli/evaluate/read-topic.ts';
import { mergeTenantConfig, type TenantConfigChange } from '#domain/access/default-tenant-config.ts';
import { createEvaluatedModel } from '#domain/evaluation/evaluated-model.ts';
import { decimalOfPriceE4 } from '#domain/price.ts';
import { compileRules, noPlan } from '#domain/rules/compile-rules.ts';
import { judgeRules } from '#domain/rules/judge-rules.ts';
import type { Rule } from '#domain/rules/rule.ts';
import type { Scope } from '#domain/scope.ts';
import { placementOf } from '#domain/serving/resolve-question.ts';
import { answerAgain } from '#domain/what-if/answer-again.ts';
import type { Way } from '#domain/what-if/answer-by.ts';
import { predictionOf } from '#domain/what-if/prediction.ts';
import type { WayFigures } from '#domain/what-if/tally.ts';
import { eventKey } from '#log/codec.ts';
import { partitionFor } from '#log/partition.ts';
import { topics } from '#log/topics.ts';
import type { WhatIfReport } from '#schemas/http/replay-reports.ts';
import type { WhatIfSettings } from '#schemas/http/replay-settings.ts';
import { readAttributes } from '#stores/catalog/read-attributes.ts';
import { readTimeline } from '../read-timeline.ts';
import { type Found, ReplayRefused, type ReplayWork } from '../replay-work.ts';
import { counterfactualOf } from './counterfactual.ts';
import { readShown } from './read-shown.ts';

/** So many days before the first answer are learnt, so that it is answered by models that know the shop. */
const learntDays = 90;

/**
 * Answers what was asked for a placement in the last days again, by today's settings and by changed ones, each question from what was known then, and compares. Nothing live changes.
 * Throws `ReplayRefused` if nothing was shown there.
 */
export async function whatIf(work: ReplayWork<WhatIfSettings>): Promise<Found<WhatIfReport>> {
  const { replay, settings, database, positions, signal, tell } = work;
  const { space = 'live', placementId, days = 7, answers: most = 2_000 } = settings;
  const control = await readControl(database, replay.tenantId, space);
  const ways = waysOf(control, settings, await judgedRules(work, control.scope));
  const reach = { scope: control.scope, positions };
  tell('answers', 0, null);
  const { answers, leftOut, elsewhere } = await readShown(database, reach, { placementId, days, most }, signal);
  if (answers.length === 0)
    throw new ReplayRefused(
      `Nothing was shown to known shoppers on ${placementId} in these days: ask for more days, or for another placement${elsewhere.length === 0 ? '' : `, of which these have answers: ${elsewhere.join(', ')}`}.`,
    );
  const timeline = await readTimeline(work, reach, days + learntDays);
  const log = await work.openLog();
  const catalog = await readTopicCatalog(log, control.scope).finally(() => log.close());
  const model = createEvaluatedModel({
    partitions: topics.events.partitions,
    partitionOf: (userId) => partitionFor(eventKey(1, userId), topics.events.partitions),
    catalog,
    learnsRows: true,
  });
  const steps = answerAgain(timeline, answers, model, ways, catalog.length);
  const total = timeline.size + answers.length;
  const { revenueE4, today, changedWay, logged, ...found } = await inTurns(steps, (done) =>
    tell('answering', done, total),
  );
  const report = {
    ...found,
    leftOut,
    revenue: decimalOfPriceE4(revenueE4),
    strategies: { today: strategyOf(ways.today), changed: strategyOf(ways.changed) },
    today: figuresOf(today),
    changedWay: figuresOf(changedWay),
    counterfactual: counterfactualOf(logged),
    notes: [
      'the catalog is that of now; the settings that were not changed are those of now',
      'what shoppers would have done with products that they were not shown, only an experiment tells',
    ],
  };
  return { report, files: [], prediction: predictionOf(settings, report) };
}

/** The rules that would be set, judged; `off` for none at all, undefined if they stay as they are. Whoever asked over HTTP has been told what is wrong with them before. */
async function judgedRules(
  { database, settings: { rules } }: ReplayWork<WhatIfSettings>,
  scope: Scope,
): Promise<Rule[] | 'off' | undefined> {
  if (rules === undefined || rules === 'off') return rules;
  const judged = judgeRules({ rules }, await readAttributes(database, [scope]));
  if (judged.isValid) return judged.rules;
  throw new ReplayRefused(judged.errors.map(({ path, message }) => `${path}: ${message}`).join(' '));
}

function waysOf(
  { tenant, rulesAt, widgetAt }: ShopControl,
  { placementId, config, strategy }: WhatIfSettings,
  rules: readonly Rule[] | 'off' | undefined,
): { today: Way; changed: Way } {
  const [own, ofAll, widget] = [rulesAt(placementId), rulesAt('*'), widgetAt(placementId)];
  const plan = compileRules(own, ofAll);
  const drafted = rules === undefined ? plan : rules === 'off' ? noPlan : compileRules({ version: 0, rules }, ofAll);
  const changedConfig =
    config === undefined ? tenant.config : mergeTenantConfig(tenant.config, config as TenantConfigChange);
  const wayOf = (own: typeof tenant.config, of: typeof plan): Way => ({
    config: own,
    rules: of,
    placement: placementOf({ tenantId: tenant.tenantId, config: own }, { version: '0', widget, rules: of }, () => 0),
  });
  const changed = wayOf(changedConfig, drafted);
  return {
    today: wayOf(tenant.config, plan),
    changed: strategy === undefined ? changed : { ...changed, placement: { ...changed.placement, strategy } },
  };
}

const strategyOf = ({ placement, config }: Way): string => placement.strategy ?? config.defaultStrategy;

const figuresOf = ({ revenueKeptE4, ...figures }: WayFigures) => ({
  ...figures,
  revenueKept: decimalOfPriceE4(revenueKeptE4),
});
