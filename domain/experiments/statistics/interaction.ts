import type { Difference, Estimate } from './estimate.ts';
import { differenceOf } from './estimate.ts';

/**
 * Whether two experiments change each other: the difference that the second one's variant makes to the first one's effect, over users
 * who are in both. `cells[a][b]`: the metric where the first experiment's arm is a and the second's is b (0 control, 1 variant).
 */
export function interactionOf(
  cells: readonly [readonly [Estimate, Estimate], readonly [Estimate, Estimate]],
): Difference {
  const effectAt = (second: 0 | 1): Estimate => {
    const [control, variant] = [cells[0][second], cells[1][second]];
    return {
      value: variant.value - control.value,
      variance: control.variance + variant.variance,
      users: control.users + variant.users,
      degrees: Math.min(control.degrees, variant.degrees),
    };
  };
  return differenceOf(effectAt(0), effectAt(1));
}
