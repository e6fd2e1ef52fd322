import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { PlacementParams, WidgetLook, WidgetLookQuery, widgetMaxAgeSeconds } from '#schemas/http/widgets.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { lookOf } from './look-of.ts';

/** GET /widgets/:placementId: what a page draws the widget of a placement by, from memory. */
export function lookRoute({ directory }: Pick<QueryApiDeps, 'directory'>): Route {
  return {
    method: 'GET',
    path: '/api/v1/widgets/:placementId',
    auth: 'key_read_or_query',
    limit: 'read',
    operationId: 'getWidgetLook',
    summary: 'How the widget of a placement looks; the default if none is saved',
    tag: 'Widgets',
    params: PlacementParams,
    query: WidgetLookQuery,
    answers: { 200: WidgetLook },
    maxAgeSeconds: widgetMaxAgeSeconds,
    async handler({ caller, params }) {
      if (caller.kind !== 'key') throw new Error('this route is for keys: its auth is wrong');
      const { placementId } = params as PlacementParams;
      return success(lookOf(directory, caller.tenant, placementId));
    },
  };
}
