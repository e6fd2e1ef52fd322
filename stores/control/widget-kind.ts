import { defaultWidgetConfig, mergeWidgetConfig, type Widget } from '#domain/widgets/widget.ts';
import type { ControlKind, Written } from './control-kind.ts';
import { nameOfPlacement } from './name-of-placement.ts';

/** The columns of a widget, under the names of its fields. */
export const widgetColumns = `widget_id AS "widgetId", tenant_id AS "tenantId", placement_id AS "placementId", version, config,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** A setting that came after a widget was last saved has its default. */
export function toWidget(row: Written<Widget>): Widget {
  return {
    ...row,
    config: mergeWidgetConfig(defaultWidgetConfig, row.config),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  };
}

/** Saved widgets of tenants that are not deleted, by id and by their placement. */
export const widgetKind: ControlKind<Widget> = {
  subject: 'widget',
  view: 'widget_configs_in_force',
  idColumn: 'widget_id',
  columns: widgetColumns,
  toItem: toWidget,
  idOf: ({ widgetId }) => widgetId,
  namesOf: ({ tenantId, placementId }) => [nameOfPlacement(tenantId, placementId)],
};
