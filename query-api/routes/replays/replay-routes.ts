import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { replayBody } from '#schemas/http/replay-settings.ts';
import { ReplayList, ReplayParams, ReplaysQuery, ReplayView } from '#schemas/http/replays.ts';
import { recordDataAct } from '#stores/control/record-act.ts';
import { askReplay, maxOpenReplays } from '#stores/replays/ask-replay.ts';
import { endReplay } from '#stores/replays/end-replay.ts';
import { listReplays, readReplay } from '#stores/replays/read-replays.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf, adminOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { judgedWhatIf } from './judged-what-if.ts';
import { ledgerRoute } from './ledger-route.ts';
import { noSuchReplay } from './no-such-replay.ts';
import { replayFileRoute } from './replay-file-route.ts';
import { replayView } from './replay-view.ts';
import { checkMayRebuild, taskOfBody } from './task-of-body.ts';

const path = '/api/v1/tenants/:id/replays';

/** What an admin asks of the log and the tables made of it: evaluations, exports, rebuilds. They are worked on by the processors, and these routes tell how far they are. */
export function replayRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const ReplayBody = replayBody(strategies);
  const base = { auth: 'admin', limit: 'none', tag: 'Replays' } as const;
  return [
    {
      ...base,
      method: 'GET',
      path,
      summary: 'Replays of the tenant, the newest first',
      params: TenantParams,
      query: ReplaysQuery,
      answers: { 200: ReplayList },
      meta: PageMeta,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const { limit = defaultPageLimit, offset = 0 } = request.query as ReplaysQuery;
        const { replays, total } = await database.scoped({ tenantId }, (client) =>
          listReplays(client, tenantId, limit, offset),
        );
        const nowMs = Date.now();
        return success(
          replays.map((replay) => replayView(replay, nowMs)),
          { total, limit, offset },
        );
      },
    },
    {
      ...base,
      method: 'POST',
      path,
      summary: 'Evaluate strategies on the past, export data, or build a projection again',
      params: TenantParams,
      body: ReplayBody,
      answers: { 202: ReplayView },
      problems: [429],
      async handler(request, reply) {
        const tenant = tenantOf(request, directory, 'write');
        const { tenantId } = tenant;
        const task = taskOfBody(request.body as Parameters<typeof taskOfBody>[0]);
        if (task.kind === 'rebuild') checkMayRebuild(adminOf(request), directory);
        if (task.kind === 'whatIf') task.settings = await judgedWhatIf(database, tenant.scopes, task.settings);
        const actor = actorOf(request);
        const keep = keepAnswer(request, idempotencyKeys, (view: ReplayView) => ({ status: 202, body: success(view) }));
        const view = await database.scoped({ tenantId }, async (client) => {
          const asked = await askReplay(client, tenantId, task, actor.adminId);
          if (asked === null)
            throw new Problem(
              429,
              `${maxOpenReplays} replays of this tenant wait already: cancel one, or wait until one is done.`,
              { headers: { 'retry-after': '60' } },
            );
          const { kind, settings } = task;
          const act = { tenantId, action: 'replay.asked', subjectId: asked.id, detail: { kind, settings } };
          await recordDataAct(client, actor, act);
          const shown = replayView(asked, Date.now());
          await keep(client, shown);
          return shown;
        });
        reply.status(202).header('location', `/api/v1/tenants/${tenantId}/replays/${view.id}`);
        return success(view);
      },
    },
    {
      ...base,
      method: 'GET',
      path: `${path}/:replayId`,
      summary: 'One replay: how far it is, and what it found',
      params: ReplayParams,
      answers: { 200: ReplayView },
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const { replayId } = request.params as ReplayParams;
        const replay = await database.scoped({ tenantId }, (client) => readReplay(client, tenantId, replayId));
        if (replay === undefined) throw noSuchReplay();
        return success(replayView(replay, Date.now()));
      },
    },
    {
      ...base,
      method: 'DELETE',
      path: `${path}/:replayId`,
      summary: 'Cancel a replay that is not done; remove one that is, with its files',
      params: ReplayParams,
      answers: { 204: null },
      async handler(request, reply) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const { replayId } = request.params as ReplayParams;
        const actor = actorOf(request);
        await database.scoped({ tenantId }, async (client) => {
          const ended = await endReplay(client, tenantId, replayId);
          if (ended === 'gone') throw noSuchReplay();
          await recordDataAct(client, actor, { tenantId, action: `replay.${ended}`, subjectId: replayId, detail: {} });
        });
        return reply.status(204).send();
      },
    },
    ledgerRoute(deps),
    replayFileRoute(deps),
  ];
}
