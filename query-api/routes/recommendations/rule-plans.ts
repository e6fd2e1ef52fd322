import { compileRules, noPlan, type RulePlan } from '#domain/rules/compile-rules.ts';
import type { PlacementRules } from '#domain/rules/rule.ts';
import type { OpenDirectory } from '#stores/control/open-directory.ts';

/** The rules of placements, ready to be applied. */
export type RulePlans = { of(tenantId: string, placementId: string): RulePlan };

/** Makes rules ready when they are first asked for, and again only when one of the lists has been saved since. */
export function createRulePlans({ rulesAt }: Pick<OpenDirectory, 'rulesAt'>): RulePlans {
  // Control data has another value for each version, and lets go of the former one.
  const made = new WeakMap<PlacementRules, { ofAll: PlacementRules | undefined; plan: RulePlan }>();
  return {
    of(tenantId, placementId) {
      const ofAll = rulesAt(tenantId, '*');
      const own = placementId === '*' ? undefined : rulesAt(tenantId, placementId);
      const list = own ?? ofAll;
      if (list === undefined) return noPlan;
      const known = made.get(list);
      if (known !== undefined && known.ofAll === ofAll) return known.plan;
      const plan = compileRules(own, ofAll);
      made.set(list, { ofAll, plan });
      return plan;
    },
  };
}
