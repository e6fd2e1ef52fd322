import type { Tenant } from '#domain/access/tenant.ts';
import type { ExperimentDirectory } from '#domain/experiments/experiment-directory.ts';
import type { RulePlan } from '#domain/rules/compile-rules.ts';
import { type Placement, placementOf } from '#domain/serving/resolve-question.ts';
import type { Widget } from '#domain/widgets/widget.ts';
import { sha256 } from '#runtime/sha256.ts';
import type { OpenDirectory } from '#stores/control/open-directory.ts';

/** Control data that decides answers. */
export type PlacementControl = Pick<OpenDirectory, 'configVersion' | 'widgetAt' | 'rulesAt'> & {
  experiments: Pick<ExperimentDirectory, 'runningOn' | 'holdoutOf'>;
};

/** What is set for a placement now, with these rules, and the widget that is saved for it. */
export function placementAt(
  control: PlacementControl,
  tenant: Tenant,
  placementId: string,
  rules: RulePlan,
): { placement: Placement; widget: Widget | undefined } {
  const { tenantId } = tenant;
  const widget = control.widgetAt(tenantId, placementId);
  const set = {
    version: control.configVersion(tenantId),
    widget,
    rules,
    experiment: control.experiments.runningOn(tenantId, placementId),
    holdout: control.experiments.holdoutOf(tenantId),
  };
  return { placement: placementOf(tenant, set, first32Bits), widget };
}

/** Buckets of shoppers are made of these. */
const first32Bits = (text: string): number => sha256(text).readUInt32BE(0);
