import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Scope } from '#domain/scope.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import { writeKeyNeeded } from '#runtime/http/authenticate-key.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import type { UserHashes } from '#runtime/user-hashes.ts';
import { closed, Uuid } from '#schemas/http/fields.ts';
import { questionContracts, RecommendationList, RecommendationsMeta } from '#schemas/http/recommendations.ts';
import { answerInTurns } from './answer-in-turns.ts';
import type { Answerer } from './answer-question.ts';
import type { WireQuestion } from './wire-question.ts';

const tag = 'Recommendations';

/**
 * Recommendations (FR-013 to FR-016): for keys, in batches, and for the console. What a key is answered counts as shown and is recorded; an admin only
 * looks at what would be shown.
 */
export function recommendationRoutes({
  answer,
  directory,
  record,
  userHashes,
  countRequests,
  strategies = registered,
}: {
  answer: Answerer;
  directory: AccessDirectory;
  /** Takes what was answered to a shopper. */
  record: (exposure: Exposure) => void;
  userHashes: Pick<UserHashes, 'mayName'>;
  /** Hears of each question of a key that was answered: what a tenant used. The console's own are free. */
  countRequests: (scope: Scope, requests: number) => void;
  /** What can be asked for. */
  strategies?: readonly Strategy[];
}): Route[] {
  const { RecommendationsQuery, RecommendationsBatchBody, TenantRecommendationsQuery } = questionContracts(strategies);
  return [
    {
      method: 'GET',
      path: '/api/v1/recommendations',
      auth: 'key_read',
      limit: 'read',
      summary: 'Recommend products',
      tag,
      query: RecommendationsQuery,
      answers: { 200: RecommendationList },
      meta: RecommendationsMeta,
      async handler(request) {
        const question = request.query as WireQuestion;
        const { tenant, key } = keyOf(request, [question], userHashes);
        const answered = answer(tenant, key.scope, question, request.id, request.headers['accept-language']);
        const { data, meta, exposure } = answered instanceof Promise ? await answered : answered;
        if (exposure !== null) record(exposure);
        countRequests(key.scope, 1);
        return success(data, meta);
      },
    },
    {
      method: 'POST',
      path: '/api/v1/recommendations/batch',
      auth: 'key_read',
      limit: 'read',
      summary: 'Answer up to 100 questions in one call',
      tag,
      body: RecommendationsBatchBody,
      answers: { 200: Type.Array(closed({ data: RecommendationList, meta: RecommendationsMeta })) },
      async handler(request) {
        const { questions } = request.body as { questions: WireQuestion[] };
        const { tenant, key } = keyOf(request, questions, userHashes);
        const requestIdOf = (n: number) => `${request.id}.${n}`;
        const { 'accept-language': language } = request.headers;
        const answers = await answerInTurns(questions, (one, n) =>
          answer(tenant, key.scope, one, requestIdOf(n), language),
        );
        for (const { exposure } of answers) if (exposure !== null) record(exposure);
        countRequests(key.scope, answers.length);
        return success(answers.map(({ data, meta }, n) => ({ data, meta: { ...meta, requestId: requestIdOf(n) } })));
      },
    },
    {
      method: 'GET',
      path: '/api/v1/tenants/:id/recommendations',
      auth: 'admin',
      limit: 'none',
      summary: 'What a shopper would be shown, with the evidence on request',
      tag,
      params: closed({ id: Uuid }),
      query: TenantRecommendationsQuery,
      answers: { 200: RecommendationList },
      meta: RecommendationsMeta,
      async handler(request) {
        const tenant = tenantOf(request, directory, 'read');
        const { space = 'live', ...question } = request.query as WireQuestion & { space?: 'live' | 'test' };
        const { 'accept-language': language } = request.headers;
        const { data, meta } = await answer(tenant, tenant.scopes[space], question, request.id, language);
        // Nobody was shown it, so there is nothing to report of it.
        const { trackingToken: _, ...shown } = meta;
        return success(data, shown);
      },
    },
  ];
}

/** The key that asks these questions, if it may. */
function keyOf(
  { caller, headers }: FastifyRequest,
  questions: readonly WireQuestion[],
  { mayName }: Pick<UserHashes, 'mayName'>,
) {
  if (caller.kind !== 'key') throw new Error('this route is for keys: its auth is wrong');
  if (caller.key.permissions !== 'read_write') {
    if (questions.some(({ explain }) => explain === true)) throw writeKeyNeeded();
    if (questions.some(({ rules }) => rules === 'off'))
      throw new Problem(403, 'Only a key that may write, or an admin, is answered without rules: leave out `rules`.');
  }
  const who = { ...caller, isFromPage: headers.origin !== undefined };
  for (const { userId, userHash } of questions)
    if (userId !== undefined && !mayName(who, { userId, userHash }))
      throw new Problem(403, 'This tenant answers pages about a shopper only with the `userHash` of that shopper.');
  return caller;
}
