import type { FastifyRequest } from 'fastify';
import type { PlacementRules } from '#domain/rules/rule.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import type { StoredAnswer } from '#runtime/http/idempotency.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { versionsWanted } from '#runtime/http/versioned.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import {
  maxRuledPlacements,
  maxRulesBytes,
  PlacementRulesParams,
  RulesMeta,
  RulesVersionsQuery,
  ruleListContracts,
} from '#schemas/http/rules.ts';
import { RollbackBody } from '#schemas/http/versions.ts';
import { listRulesVersions, readRules } from '#stores/control/read-rules.ts';
import { rollBackRules, saveRules } from '#stores/control/rules-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { ofActiveTenant } from '../of-active-tenant.ts';
import { ofSeenVersion } from '../of-seen-version.ts';
import { putInForce } from '../put-in-force.ts';
import { judgeDraft } from './judge-draft.ts';

/** What may, must and must not be shown on a placement: its rules as one list, changed whole, each save a version. */
export function rulesRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { PlacementRulesView, PutRulesBody, RuleVersionList } = ruleListContracts(strategies);
  const base = { auth: 'admin', limit: 'none', tag: 'Rules', params: PlacementRulesParams } as const;
  const path = '/api/v1/tenants/:id/placements/:placementId/rules';
  const placementOf = (request: FastifyRequest) => (request.params as PlacementRulesParams).placementId;

  return [
    {
      ...base,
      method: 'GET',
      path,
      summary: 'The rules of a placement; none at version 0 if nothing was saved',
      answers: { 200: PlacementRulesView },
      isVersioned: true,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const placementId = placementOf(request);
        const saved = await readRules(database, tenantId, placementId);
        return success(saved === undefined ? { placementId, version: 0, rules: [], updatedAt: null } : toView(saved));
      },
    },
    {
      ...base,
      method: 'PUT',
      path,
      operationId: 'replacePlacementRules',
      summary: 'Replace all rules of a placement',
      documentedBody: PutRulesBody,
      bodyReader: 'handler',
      bodyLimitBytes: maxRulesBytes,
      answers: { 200: PlacementRulesView },
      meta: RulesMeta,
      problems: [409, 428],
      isVersioned: true,
      async handler(request) {
        const { tenantId, scopes } = tenantOf(request, directory, 'write');
        const seen = versionsWanted(request);
        const { rules, warnings } = await judgeDraft(database, scopes, request.body);
        const toAnswer = (saved: PlacementRules): StoredAnswer => ({
          status: 200,
          body: success(toView(saved), { warnings }),
        });
        const outcome = ofActiveTenant(
          await saveRules(
            database,
            actorOf(request),
            { tenantId, placementId: placementOf(request), seen },
            rules,
            keepAnswer(request, idempotencyKeys, toAnswer),
          ),
        );
        const saved = ofSeenVersion(outcome);
        if (saved === 'not_seen') throw notSeen();
        if (saved === 'too_many')
          throw new Problem(409, `A tenant has rules on ${maxRuledPlacements} placements at most: empty a list first.`);
        return success(toView(saved), { warnings, ...(await putInForce(directory)) });
      },
    },
    {
      ...base,
      method: 'GET',
      path: `${path}/versions`,
      summary: 'What the rules were, and who saved them; the newest first',
      query: RulesVersionsQuery,
      answers: { 200: RuleVersionList },
      meta: PageMeta,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const { limit = defaultPageLimit, offset = 0 } = request.query as { limit?: number; offset?: number };
        const { versions, total } = await listRulesVersions(database, tenantId, placementOf(request), limit, offset);
        return success(
          versions.map((one) => ({ ...one, at: one.at.toISOString() })),
          { total, limit, offset },
        );
      },
    },
    {
      ...base,
      method: 'POST',
      path: `${path}/rollback`,
      operationId: 'rollBackPlacementRules',
      summary: 'Make an earlier version the next one',
      body: RollbackBody,
      answers: { 200: PlacementRulesView },
      problems: [428],
      isVersioned: true,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const { version } = request.body as RollbackBody;
        const outcome = ofActiveTenant(
          await rollBackRules(
            database,
            actorOf(request),
            { tenantId, placementId: placementOf(request), seen: versionsWanted(request) },
            version,
            keepAnswer(request, idempotencyKeys, (one) => ({ status: 200, body: success(toView(one)) })),
          ),
        );
        const saved = ofSeenVersion(outcome);
        if (saved === 'not_seen') throw notSeen();
        if (saved === 'absent') throw new Problem(404, `Version ${version} of these rules is not kept.`);
        return success(toView(saved), await putInForce(directory));
      },
    },
  ];
}

const notSeen = (): Problem =>
  new Problem(428, 'This placement has rules: send If-Match with the ETag of those that you have seen.');

const toView = ({ placementId, version, rules, updatedAt }: PlacementRules) => ({
  placementId,
  version,
  rules,
  updatedAt: updatedAt.toISOString(),
});
