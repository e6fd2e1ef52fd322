import { strategies as registered } from '#domain/strategies/index.ts';
import type { Widget, WidgetConfigChange } from '#domain/widgets/widget.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { versionsWanted } from '#runtime/http/versioned.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { maxWidgets, WidgetParams, WidgetsQuery, widgetContracts } from '#schemas/http/widgets.ts';
import { deleteWidget, insertWidget, listWidgets, updateWidget } from '#stores/control/widget-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { ofActiveTenant } from '../of-active-tenant.ts';
import { ofSeenVersion } from '../of-seen-version.ts';
import { putInForce } from '../put-in-force.ts';
import { lookRoute } from './look-route.ts';
import { widgetVersionRoutes } from './widget-version-routes.ts';
import { noSuchWidget, toWidgetView } from './widget-view.ts';

/** How the widget of each placement looks (FR-022): one for a placement, each save a version. */
export function widgetRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { CreateWidgetBody, UpdateWidgetBody, WidgetList, WidgetView } = widgetContracts(strategies);
  const base = { auth: 'admin', limit: 'none', tag: 'Widgets' } as const;
  const collection = { ...base, path: '/api/v1/tenants/:id/widgets', params: TenantParams } as const;
  const one = { ...base, path: '/api/v1/tenants/:id/widgets/:widgetId', params: WidgetParams } as const;

  return [
    lookRoute(deps),
    {
      ...collection,
      method: 'GET',
      summary: 'Saved widgets, in the order of their placements',
      query: WidgetsQuery,
      answers: { 200: WidgetList },
      meta: PageMeta,
      async handler(request) {
        const { limit = defaultPageLimit, offset = 0 } = request.query as { limit?: number; offset?: number };
        const widgets = await listWidgets(database, tenantOf(request, directory, 'read').tenantId);
        const page = widgets.slice(offset, offset + limit).map(toWidgetView);
        return success(page, { total: widgets.length, limit, offset });
      },
    },
    {
      ...collection,
      method: 'POST',
      summary: 'Save the widget of a placement that has none; what is left out has its default',
      body: CreateWidgetBody,
      answers: { 201: WidgetView },
      async handler(request, reply) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const { placementId, ...change } = request.body as WidgetConfigChange & { placementId: string };
        const kept = keepAnswer<Widget>(request, idempotencyKeys, (widget) => ({
          status: 201,
          body: success(toWidgetView(widget)),
        }));
        const made = ofActiveTenant(
          await insertWidget(database, actorOf(request), tenantId, placementId, change, kept),
        );
        if (made === 'taken') throw new Problem(409, `Placement ${placementId} has a widget already: change that one.`);
        if (made === 'too_many')
          throw new Problem(409, `A tenant has ${maxWidgets} widgets at most: delete one first.`);
        reply.status(201);
        return success(toWidgetView(made), await putInForce(directory));
      },
    },
    {
      ...one,
      method: 'GET',
      summary: 'One widget',
      answers: { 200: WidgetView },
      isVersioned: true,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const { widgetId } = request.params as { widgetId: string };
        const [widget] = await listWidgets(database, tenantId, widgetId);
        if (widget === undefined) throw noSuchWidget();
        return success(toWidgetView(widget));
      },
    },
    {
      ...one,
      method: 'PUT',
      summary: 'Change a widget; what is not named stays',
      body: UpdateWidgetBody,
      answers: { 200: WidgetView },
      isVersioned: true,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const { widgetId } = request.params as { widgetId: string };
        const kept = keepAnswer<Widget>(request, idempotencyKeys, (widget) => ({
          status: 200,
          body: success(toWidgetView(widget)),
        }));
        const change = request.body as WidgetConfigChange;
        const wanted = { tenantId, widgetId, seen: versionsWanted(request) };
        const outcome = ofActiveTenant(await updateWidget(database, actorOf(request), wanted, change, kept));
        const changed = ofSeenVersion(outcome);
        if (changed === 'absent') throw noSuchWidget();
        return success(toWidgetView(changed), await putInForce(directory));
      },
    },
    {
      ...one,
      method: 'DELETE',
      summary: 'Delete a widget with its versions: its placement has the default again',
      answers: { 204: null },
      isVersioned: true,
      async handler(request, reply) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const { widgetId } = request.params as { widgetId: string };
        const kept = keepAnswer<true>(request, idempotencyKeys, () => ({ status: 204, body: null }));
        const wanted = { tenantId, widgetId, seen: versionsWanted(request) };
        const deleted = ofSeenVersion(ofActiveTenant(await deleteWidget(database, actorOf(request), wanted, kept)));
        if (deleted === 'absent') throw noSuchWidget();
        await putInForce(directory);
        return reply.status(204).send();
      },
    },
    ...widgetVersionRoutes(deps),
  ];
}
