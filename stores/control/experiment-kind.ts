import type { RunningExperiment } from '#domain/experiments/experiment.ts';
import type { ControlKind } from './control-kind.ts';
import { nameOfPlacement } from './name-of-placement.ts';

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
