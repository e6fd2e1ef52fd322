import type { Holdout } from '#domain/experiments/holdout.ts';
import type { ControlKind } from './control-kind.ts';

/** Holdouts that are on, by their tenant. */
export const holdoutKind: ControlKind<Holdout> = {
  subject: 'holdout',
  view: 'holdouts_in_force',
  idColumn: 'tenant_id',
  columns: 'tenant_id AS "tenantId", percent, treatment',
  toItem: (row) => row,
  idOf: ({ tenantId }) => tenantId,
  namesOf: () => [],
};
