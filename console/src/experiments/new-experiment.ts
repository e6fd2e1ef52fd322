import { metricNames } from '#console/experiments/metrics.ts';
import type { Told } from '#console/http/errors-by-field.ts';
import type { NewExperiment } from '#console/queries/experiments.ts';

/** Percent as people write it, as a share: `2,5` and `2.5` are 0.025. What is no number stays one that the API refuses at its field. */
export const shareOf = (percent: string): number => Number(percent.replace(',', '.').replace('%', '')) / 100;

/** A share as its field has it: 0.07 is `7`, and not the `7.000000000000001` that a product of floats is. */
export const percentOf = (share: number): string => String(Number((share * 100).toPrecision(12)));

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

const isShare = /^\/(targetPrecision|guardrails\/\d+\/margin)$/;

/** What the API says of a body, as the form that it was made of has it: a guardrail at the field of its metric, the limits of a share in percent. */
export function inExperimentForm({ path, message }: Told, { guardrails = [] }: NewExperiment): Told {
  if (!isShare.test(path)) return { path, message };
  const guarded = guardrails[Number(path.split('/')[2])];
  return {
    path: guarded === undefined ? path : `/guardrail.${guarded.metric}`,
    message: message.replace(/^\S+/, 'It').replace(/\d+(\.\d+)?/g, (limit) => `${percentOf(Number(limit))} %`),
  };
}
