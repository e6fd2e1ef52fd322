import { defaultWidgetConfig } from '#domain/widgets/widget.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { PlacementParams, WidgetLook, widgetMaxAgeSeconds } from '#schemas/http/widgets.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';

/** GET /widgets/:placementId: what a page draws the widget of a placement by, from memory. */
export function lookRoute({ directory }: Pick<QueryApiDeps, 'directory'>): Route {
  return {
    method: 'GET',
    path: '/api/v1/widgets/:placementId',
    auth: 'key_read',
    limit: 'read',
    summary: 'How the widget of a placement looks; the default if none is saved',
    tag: 'Widgets',
    params: PlacementParams,
    answers: { 200: WidgetLook },
    maxAgeSeconds: widgetMaxAgeSeconds,
    async handler({ caller, params }) {
      if (caller.kind !== 'key') throw new Error('this route is for keys: its auth is wrong');
      const { placementId } = params as PlacementParams;
      const saved = directory.widgetAt(caller.tenant.tenantId, placementId);
      // What the placement asks is decided by the server, and is nobody's business in a page.
      const { strategy: _strategy, ...look } = saved?.config ?? defaultWidgetConfig;
      const { currency } = caller.tenant.config;
      return success({ placementId, version: saved?.version ?? 0, currency, ...look });
    },
  };
}
