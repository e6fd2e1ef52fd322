import type { RunningExperiment } from '#domain/experiments/experiment.ts';
import type { ControlKind } from './control-kind.ts';

/** How the experiment that runs on a placement is found. A tenant's id is as long as any other, so that no two names are the same. */
export const nameOfPlacement = (tenantId: string, placementId: string): string => `${tenantId} ${placementId}`;

/** Running experiments, by id and by their placement. */
export const experimentKind: ControlKind<RunningExperiment> = {
  subject: 'experiment',
  view: 'experiments_in_force',
  idColumn: 'experiment_id',
  columns: `experiment_id AS "experimentId", tenant_id AS "tenantId", placement_id AS "placementId",
    control_strategy AS "controlStrategy", variant_strategy AS "variantStrategy", traffic_split AS "trafficSplit"`,
  toItem: (row) => row,
  idOf: ({ experimentId }) => experimentId,
  namesOf: ({ tenantId, placementId }) => [nameOfPlacement(tenantId, placementId)],
};
