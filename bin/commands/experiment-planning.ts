import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ExperimentPlan, planExperiment, warnOfDays, warnOfLift } from '#domain/experiments/plan-experiment.ts';
import type { MetricName } from '#domain/experiments/statistics/metric.ts';
import type { Space } from '#domain/scope.ts';
import type { Config } from '#runtime/config/settings.ts';
import { defaultPower, defaultTrafficSplit, metricNames } from '#schemas/http/experiments.ts';
import { defaultPlacementId } from '#schemas/http/recommendations.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { type ExperimentRecord, listExperiments } from '#stores/experiments/read-experiments.ts';
import { readTraffic } from '#stores/experiments/read-traffic.ts';
import { tableOf } from './table.ts';
import { withTenant } from './with-tenant.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};
type PlanFlags = Flags & { placement: string; metric: MetricName; space: Space };

const maxListed = 1_000;

/** `recomengine experiment list` and `plan`: what a tenant tries, and how long it would take to find something. */
export function addPlanningCommands(experiment: Command, { common, configOf, print }: Shared): void {
  const ofTenant = (command: Command) =>
    common(command).requiredOption('--tenant <tenant>', 'whose, by id or exact name');

  ofTenant(experiment.command('list').description('the newest first')).action(async (flags: Flags) => {
    await withTenant(configOf(flags), String(flags.tenant), async (database, tenantId) => {
      const { experiments } = await listExperiments(database, tenantId, {}, maxListed, 0);
      print(flags, experiments, experiments.length === 0 ? 'none' : listed(experiments));
    });
  });

  ofTenant(experiment.command('plan').description('users and days that a lift needs, by the traffic of 28 days'))
    .addOption(
      new Option('--lift <share>', 'the least relative lift worth finding: 0.05 is 5 %')
        .argParser(liftOf)
        .makeOptionMandatory(),
    )
    .option('--placement <id>', 'where it would run', defaultPlacementId)
    .addOption(new Option('--metric <metric>', 'what decides').choices(metricNames).default('ctr'))
    .addOption(
      new Option('--split <percent>', 'of the users who are in the control')
        .argParser(numberWithin(1, 99))
        .default(defaultTrafficSplit),
    )
    .addOption(
      new Option('--power <share>', 'how likely the lift is to be found')
        .argParser(numberWithin(0.5, 0.99))
        .default(defaultPower),
    )
    .addOption(new Option('--space <space>', 'whose traffic is looked at').choices(['live', 'test']).default('live'))
    .action(async (flags: PlanFlags) => {
      await withTenant(configOf(flags), String(flags.tenant), async (database, tenantId) => {
        const scope = await findScope(database, tenantId, flags.space);
        const traffic = await database.scoped({ tenantId, scopes: [scope] }, (client) =>
          readTraffic(client, scope, flags.placement),
        );
        const { metric, placement: placementId } = flags;
        const question = {
          metric,
          lift: Number(flags.lift),
          trafficSplit: Number(flags.split),
          power: Number(flags.power),
        };
        const plan = planExperiment(traffic, question);
        const warnings = [...warnOfLift(question.lift), ...warnOfDays(plan.daysNeeded)];
        const text = [planned(plan, metric), ...warnings].join('\n');
        print(flags, { placementId, ...question, ...plan, warnings }, text);
      });
    });
}

const dayOf = (ms: number | null): string => (ms === null ? '-' : new Date(ms).toISOString().slice(0, 10));

const listed = (experiments: readonly ExperimentRecord[]): string =>
  tableOf([
    ['id', 'status', 'placement', 'control', 'variant', 'split', 'metric', 'started', 'completed', 'name'],
    ...experiments.map((one) => [
      one.experimentId,
      one.status,
      one.placementId,
      one.controlStrategy,
      one.variantStrategy,
      `${one.trafficSplit} %`,
      one.metric,
      dayOf(one.startedAtMs),
      dayOf(one.completedAtMs),
      one.name,
    ]),
  ]);

function planned({ usersNeeded, daysNeeded, baseline, tooLittle }: ExperimentPlan, metric: MetricName): string {
  const count = (n: number | null) => (n === null ? 'unknown' : n.toLocaleString('en'));
  const rows = tableOf([
    ['users needed', count(usersNeeded)],
    ['days needed', count(daysNeeded)],
    ['users a day', count(Math.round(baseline.usersPerDay))],
    [metric, baseline.mean.toPrecision(4)],
    ['deviation', baseline.deviation.toPrecision(4)],
  ]);
  return [rows, ...tooLittle].join('\n');
}

function liftOf(text: string): number {
  const percent = /^([\d.]+) ?%$/.exec(text)?.[1];
  if (percent !== undefined)
    throw new InvalidArgumentError(`It is a share: for ${text} write ${Number(percent) / 100}.`);
  return numberWithin(0.001, 10)(text);
}

function numberWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
    return value;
  };
}
