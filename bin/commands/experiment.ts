import { type Command, Option } from 'commander';
import { openRunningDatabase } from '#cli/running-parts.ts';
import type { JudgedMetric } from '#domain/experiments/judge-metric.ts';
import { fewEffectiveUsers } from '#domain/experiments/statistics/click-rate.ts';
import type { MetricName } from '#domain/experiments/statistics/metric.ts';
import { wilsonInterval } from '#domain/experiments/statistics/proportions.ts';
import { type Replay, replayAtRandom } from '#domain/experiments/statistics/replay-at-random.ts';
import { seededRandom } from '#domain/seeded-random.ts';
import { several } from '#domain/several.ts';
import type { Config } from '#runtime/config/settings.ts';
import { metricNames } from '#schemas/http/experiments.ts';
import { findScopeOfExperiment } from '#stores/experiment-results/find-scope-of-experiment.ts';
import { type JudgedResults, judgeStored } from '#stores/experiment-results/judge-stored.ts';
import { readFigures, storeReplay } from '#stores/experiment-results/replays.ts';
import type { Database } from '#stores/postgres/database.ts';
import { UsageError } from '../exit-codes.ts';
import { addHoldoutCommand } from './experiment-holdout.ts';
import { addPlanningCommands } from './experiment-planning.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

const defaultRuns = 1_000;

/** `recomengine experiment …`: experiments and what they found, of the product on this machine. */
export function addExperimentCommands(experiment: Command, { common, configOf, print }: Shared): void {
  addPlanningCommands(experiment, { common, configOf, print });
  addHoldoutCommand(experiment, { common, configOf, print });
  const spaceOption = () => new Option('--space <space>', 'of the tenant').choices(['live', 'test']).default('live');

  common(
    experiment
      .command('results')
      .description('figures of both arms, and what can be concluded from them')
      .argument('<id>', 'of the experiment')
      .addOption(spaceOption()),
  ).action((id: string, flags: Flags) =>
    withExperiment(configOf(flags), id, flags, async (database, { tenantId, scope }) => {
      const results = await database.transaction((client) => judgeStored(client, tenantId, scope, id, new Date()));
      if (results === undefined) throw noExperiment(id);
      print(flags, { arms: results.stored.arms, ...results.judged }, textOf(results));
    }),
  );

  common(
    experiment
      .command('aa')
      .description('split the users of an experiment at random, and count how often its tests find a difference')
      .argument('<id>', 'of the experiment')
      .addOption(spaceOption())
      .option('--runs <n>', 'how often', String(defaultRuns)),
  ).action((id: string, flags: Flags) =>
    withExperiment(configOf(flags), id, flags, async (database, { tenantId, scope }) => {
      const runs = Number(flags.runs);
      if (!Number.isInteger(runs) || runs < 1 || runs > 100_000)
        throw new UsageError(`--runs must be a whole number from 1 to 100,000, and is ${flags.runs}`);
      const { users, split } = await database.transaction(async (client) => {
        const results = await judgeStored(client, tenantId, scope, id, new Date());
        if (results === undefined) throw noExperiment(id);
        return { users: await readFigures(client, scope, id), split: results.experiment.trafficSplit };
      });
      const seed = Number.parseInt(id.slice(0, 8), 16);
      const replay = replayAtRandom(users, { trafficSplit: split, runs, next: seededRandom(seed) });
      await database.transaction((client) => storeReplay(client, scope, id, replay));
      print(flags, replay, textOfReplay(replay));
    }),
  );
}

async function withExperiment(
  config: Config,
  id: string,
  flags: Flags,
  work: (database: Database, at: { tenantId: string; scope: number }) => Promise<void>,
): Promise<void> {
  const database = openRunningDatabase(config, 'postgres');
  try {
    const found = await findScopeOfExperiment(database, id, String(flags.space));
    if (found === undefined) throw noExperiment(id);
    await work(database, found);
  } finally {
    await database.close();
  }
}

const noExperiment = (id: string) => new UsageError(`there is no experiment ${id}`);

function textOf({ stored: { arms }, judged: { goal, secondary, checks, verdict } }: JudgedResults): string {
  const lineOf = ({ metric, control, variant, lift, difference }: JudgedMetric) =>
    `${metric}: ${shown(control)} and ${shown(variant)}, lift ${lift === null ? 'unknown' : `${(lift * 100).toFixed(1)} %`}, p = ${shown(difference.pValue)}`;
  return [
    `${verdict.decision} (${verdict.rule}): ${verdict.text}`,
    `${several(arms.control.users, 'user')} in control, ${arms.variant.users.toLocaleString('en')} in the variant`,
    ...[goal, ...secondary].map(lineOf),
    ...checks.filter(({ ok }) => !ok).map(({ name, text }) => `${name}: ${text}`),
  ].join('\n');
}

const shown = (value: number | null): string => (value === null ? 'unknown' : String(Number(value.toPrecision(4))));

function textOfReplay({ users, runs, falsePositives, effectiveUsers }: Replay): string {
  const percent = (share: number) => (share * 100).toFixed(1);
  const lineOf = (metric: MetricName) => {
    const hits = falsePositives[metric];
    if (hits === null) return `${metric}: nothing could be computed, since no user has a figure of it that varies`;
    const { lower, upper } = wilsonInterval({ hits, trials: runs });
    const effective = Math.floor(effectiveUsers[metric] ?? 0);
    const few =
      effective < fewEffectiveUsers ? ': too few to go by, others of your shoppers could give another share' : '';
    return `${metric}: ${percent(hits / runs)} % (${percent(lower)} to ${percent(upper)} %), as many as ${several(effective, 'equally weighty user')}${few}`;
  };
  return [
    `${several(users, 'user')}, ${several(runs, 'random split')}; an honest test finds something in about 5 %`,
    ...metricNames.map(lineOf),
  ].join('\n');
}
