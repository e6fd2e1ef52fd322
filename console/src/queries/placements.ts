import { readBreakdown } from '#console/queries/analytics.ts';
import { listAllWidgets } from '#console/queries/widgets.ts';

/** The placements that are known of a tenant, in alphabetical order: those with a widget, and those that something was shown on in the last 30 days. */
export async function listPlacements(tenantId: string, signal?: AbortSignal): Promise<string[]> {
  const [widgets, breakdown] = await Promise.all([
    listAllWidgets(tenantId, signal),
    readBreakdown(tenantId, {}, signal),
  ]);
  const shown = breakdown.data.byPlacement.map(({ placementId }) => placementId);
  return [...new Set([...widgets.map(({ placementId }) => placementId), ...shown])].sort();
}
