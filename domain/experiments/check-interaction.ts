import { oneOrMany, several } from '../several.ts';
import type { Check } from './check-health.ts';
import type { Variant } from './experiment.ts';
import type { Estimate } from './statistics/estimate.ts';
import { interactionOf } from './statistics/interaction.ts';
import { estimateOf, type MetricName } from './statistics/metric.ts';
import { noUserSums, type UserSums } from './statistics/user-sums.ts';

/** Users of two experiments by both arms: the sums of the first one's figures. */
export type Cells = readonly { variant: Variant; otherVariant: Variant; sums: UserSums }[];

/** As firm as the check of the split: it is looked at again and again. */
const interactionLevel = 0.001;

/** Whether the variant of another experiment changes what this one finds. Too few users in both say nothing, and pass. */
export function checkInteraction(metric: MetricName, otherName: string, cells: Cells): Check {
  const cell = (variant: Variant, otherVariant: Variant): Estimate =>
    estimateOf(
      metric,
      cells.find((one) => one.variant === variant && one.otherVariant === otherVariant)?.sums ?? noUserSums,
    );
  const { pValue } = interactionOf([
    [cell('control', 'control'), cell('control', 'variant')],
    [cell('variant', 'control'), cell('variant', 'variant')],
  ]);
  const users = cells.reduce((sum, { sums }) => sum + sums.users, 0);
  const ok = pValue === null || pValue >= interactionLevel;
  return {
    name: 'interaction',
    ok,
    blocks: false,
    value: pValue ?? 1,
    text: ok
      ? `${several(users, 'user')} ${oneOrMany(users, 'is', 'are')} in '${otherName}' too, which does not change the effect`
      : `${several(users, 'user')} ${oneOrMany(users, 'is', 'are')} in '${otherName}' too, and its variant changes the effect: judge them one after the other`,
  };
}
