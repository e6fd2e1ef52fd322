import type { PlacementRules } from '#domain/rules/rule.ts';
import type { ControlKind, Written } from './control-kind.ts';
import { nameOfPlacement } from './name-of-placement.ts';

/** The columns of a list of rules, under the names of its fields. */
export const rulesColumns = `list_id AS "listId", tenant_id AS "tenantId", placement_id AS "placementId", version, rules,
  updated_at AS "updatedAt"`;

export const toPlacementRules = (row: Written<PlacementRules>): PlacementRules => ({
  ...row,
  updatedAt: new Date(row.updatedAt),
});

/** Saved lists of rules of tenants that are not deleted, by id and by their placement. */
export const rulesKind: ControlKind<PlacementRules> = {
  subject: 'placement_rules',
  view: 'placement_rules_in_force',
  idColumn: 'list_id',
  columns: rulesColumns,
  toItem: toPlacementRules,
  idOf: ({ listId }) => listId,
  namesOf: ({ tenantId, placementId }) => [nameOfPlacement(tenantId, placementId)],
};
