import { metricNames } from '#console/experiments/metrics.ts';
import type { NewExperiment } from '#console/queries/experiments.ts';

/** Percent as people write it, as a share: `2,5` and `2.5` are 0.025. What is no number stays one that the API refuses at its field. */
const shareOf = (percent: string) => Number(percent.replace(',', '.').replace('%', '')) / 100;

/** Makes the body of a new experiment of what the form holds. Empty fields are left out, so that the API's own defaults hold. */
export function newExperimentOf(values: Readonly<Record<string, string>>): NewExperiment {
  const given = (name: string) => (values[name] ?? '').trim();
  return {
    name: given('name'),
    placementId: given('placementId'),
    controlStrategy: given('controlStrategy'),
    variantStrategy: given('variantStrategy'),
    metric: given('metric') as NonNullable<NewExperiment['metric']>,
    preset: given('preset') as NonNullable<NewExperiment['preset']>,
    trafficSplit: Number(given('trafficSplit')),
    targetPrecision: shareOf(given('targetPrecision')),
    guardrails: metricNames.flatMap((metric) => {
      const margin = given(`guardrail.${metric}`);
      return margin === '' ? [] : [{ metric, margin: shareOf(margin) }];
    }),
    ...(given('plannedDays') === '' ? {} : { plannedDays: Number(given('plannedDays')) }),
  };
}
