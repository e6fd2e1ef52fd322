import { strategies as registered } from '#domain/strategies/index.ts';
import type { Widget } from '#domain/widgets/widget.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { versionsWanted } from '#runtime/http/versioned.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { RollbackBody } from '#schemas/http/versions.ts';
import { WidgetParams, WidgetsQuery, widgetContracts } from '#schemas/http/widgets.ts';
import { listWidgetVersions, rollBackWidget } from '#stores/control/widget-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { ofActiveTenant } from '../of-active-tenant.ts';
import { ofSeenVersion } from '../of-seen-version.ts';
import { putInForce } from '../put-in-force.ts';
import { noSuchWidget, toWidgetView } from './widget-view.ts';

/** Who changed a widget to what, and back. */
export function widgetVersionRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { WidgetVersionList, WidgetView } = widgetContracts(strategies);
  const base = { auth: 'admin', limit: 'none', tag: 'Widgets', params: WidgetParams } as const;
  return [
    {
      ...base,
      method: 'GET',
      path: '/api/v1/tenants/:id/widgets/:widgetId/versions',
      summary: 'What a widget was, and who saved it; the newest first',
      query: WidgetsQuery,
      answers: { 200: WidgetVersionList },
      meta: PageMeta,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const { widgetId } = request.params as { widgetId: string };
        const { limit = defaultPageLimit, offset = 0 } = request.query as { limit?: number; offset?: number };
        const page = await listWidgetVersions(database, tenantId, widgetId, limit, offset);
        if (page === undefined) throw noSuchWidget();
        const versions = page.versions.map((one) => ({ ...one, at: one.at.toISOString() }));
        return success(versions, { total: page.total, limit, offset });
      },
    },
    {
      ...base,
      method: 'POST',
      path: '/api/v1/tenants/:id/widgets/:widgetId/rollback',
      operationId: 'rollBackWidget',
      summary: 'Make an earlier version the next one',
      body: RollbackBody,
      answers: { 200: WidgetView },
      isVersioned: true,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const { widgetId } = request.params as { widgetId: string };
        const { version } = request.body as RollbackBody;
        const kept = keepAnswer<Widget>(request, idempotencyKeys, (widget) => ({
          status: 200,
          body: success(toWidgetView(widget)),
        }));
        const wanted = { tenantId, widgetId, seen: versionsWanted(request) };
        const outcome = ofActiveTenant(await rollBackWidget(database, actorOf(request), wanted, version, kept));
        const made = ofSeenVersion(outcome);
        if (made === 'absent') throw noSuchWidget();
        if (made === 'no_version') throw new Problem(404, `Version ${version} of this widget is not kept.`);
        return success(toWidgetView(made), await putInForce(directory));
      },
    },
  ];
}
