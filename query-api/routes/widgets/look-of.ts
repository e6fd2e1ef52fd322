import type { Tenant } from '#domain/access/tenant.ts';
import { defaultWidgetConfig } from '#domain/widgets/widget.ts';
import type { WidgetLook } from '#schemas/http/widgets.ts';
import type { OpenDirectory } from '#stores/control/open-directory.ts';

/** How the widget of a placement looks now; as by default, at version 0, if none is saved for it. Fields always stand in one order, so that equal looks are equal texts. */
export function lookOf(
  directory: Pick<OpenDirectory, 'widgetAt'>,
  { tenantId, config: { currency } }: Pick<Tenant, 'tenantId' | 'config'>,
  placementId: string,
): WidgetLook {
  const saved = directory.widgetAt(tenantId, placementId);
  // What the placement asks is decided by the server, and is nobody's business in a page.
  const { strategy: _strategy, ...look } = saved?.config ?? defaultWidgetConfig;
  return { placementId, version: saved?.version ?? 0, currency, ...look };
}
