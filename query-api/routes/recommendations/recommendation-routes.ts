import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { closed, Uuid } from '#schemas/http/fields.ts';
import { questionContracts, RecommendationList, RecommendationsMeta } from '#schemas/http/recommendations.ts';
import type { AsOfAnswerer } from '../../as-of/answer-on-thread.ts';
import { askingKey, refuseUnlessMayAsk } from './asking-key.ts';
import { batchRoute } from './batch-route.ts';
import type { RecommendationDeps } from './recommendation-deps.ts';
import type { WireQuestion } from './wire-question.ts';

const tag = 'Recommendations';

/**
 * Recommendations (FR-013 to FR-016): for keys, in batches, and for the console. What a key is answered counts as shown and is recorded; an admin only
 * looks at what would be shown.
 */
export function recommendationRoutes({
  answer,
  answerAsOf,
  directory,
  record,
  userHashes,
  countRequests,
  strategies = registered,
}: RecommendationDeps & { directory: AccessDirectory; answerAsOf: AsOfAnswerer }): Route[] {
  const { RecommendationsQuery, TenantRecommendationsQuery } = questionContracts(strategies);
  return [
    {
      method: 'GET',
      path: '/api/v1/recommendations',
      auth: 'key_read',
      limit: 'read',
      load: 'question',
      operationId: 'getRecommendations',
      summary: 'Recommend products',
      tag,
      query: RecommendationsQuery,
      answers: { 200: RecommendationList },
      meta: RecommendationsMeta,
      async handler(request, reply) {
        const question = request.query as WireQuestion;
        const { tenant, key } = askingKey(request);
        refuseUnlessMayAsk(request, question, userHashes);
        if (question.as_of !== undefined) {
          const { scope } = key;
          const past = await answerAsOf({ tenant, scope, question, ...waitingFor(request, reply) });
          // It takes seconds, in which a key may be revoked.
          await request.admitAgain();
          countRequests(scope, 1);
          return success(past.data, past.meta);
        }
        const { isHurried } = request;
        const answered = answer(tenant, key.scope, question, request.id, languageOf(request), undefined, isHurried);
        const { data, meta, exposure } = answered instanceof Promise ? await answered : answered;
        // A HEAD has no body: nobody was shown anything.
        if (exposure !== null && request.method !== 'HEAD') record(exposure);
        countRequests(key.scope, 1);
        return success(data, meta);
      },
    },
    batchRoute({ answer, record, userHashes, countRequests, strategies }),
    {
      method: 'GET',
      path: '/api/v1/tenants/:id/recommendations',
      auth: 'admin',
      limit: 'none',
      operationId: 'inspectRecommendations',
      summary: 'What a shopper would be shown, with the evidence on request',
      tag,
      params: closed({ id: Uuid }),
      query: TenantRecommendationsQuery,
      answers: { 200: RecommendationList },
      meta: RecommendationsMeta,
      async handler(request, reply) {
        const tenant = tenantOf(request, directory, 'read');
        const { space = 'live', ...question } = request.query as WireQuestion & { space?: 'live' | 'test' };
        if (question.as_of !== undefined) {
          const scope = tenant.scopes[space];
          const past = await answerAsOf({ tenant, scope, question, ...waitingFor(request, reply) });
          await request.admitAgain();
          tenantOf(request, directory, 'read');
          return success(past.data, past.meta);
        }
        const { data, meta } = await answer(tenant, tenant.scopes[space], question, request.id, languageOf(request));
        // Nobody was shown it, so there is nothing to report of it.
        const { trackingToken: _, ...shown } = meta;
        return success(data, shown);
      },
    },
  ];
}

const languageOf = ({ headers }: FastifyRequest): string | undefined => headers['accept-language'];

const waitingFor = (request: FastifyRequest, reply: FastifyReply) => ({
  acceptLanguage: languageOf(request),
  signal: whenNobodyWaits(reply),
});
