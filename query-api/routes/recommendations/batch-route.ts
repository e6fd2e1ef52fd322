import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { markOf } from '#domain/serving/product-mark.ts';
import { createSharedWork } from '#domain/serving/shared-work.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import { problemOf } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { BatchAnswer, questionContracts } from '#schemas/http/recommendations.ts';
import { answerInTurns } from './answer-in-turns.ts';
import { askingKey, refuseUnlessMayAsk } from './asking-key.ts';
import { createBatchJudge } from './judge-batch.ts';
import type { RecommendationDeps } from './recommendation-deps.ts';

/** Several questions in one call, such as all placements of a page: each is answered as by itself, and one that fails leaves the others. */
export function batchRoute({
  answer,
  record,
  userHashes,
  countRequests,
  strategies = registered,
}: RecommendationDeps): Route {
  const { BatchQuestion, RecommendationsBatchBody } = questionContracts(strategies);
  const judgeBatch = createBatchJudge(BatchQuestion);
  return {
    method: 'POST',
    path: '/api/v1/recommendations/batch',
    auth: 'key_read',
    limit: 'read',
    load: 'question',
    operationId: 'getRecommendationsBatch',
    summary: 'Answer up to 100 questions in one call',
    tag: 'Recommendations',
    documentedBody: RecommendationsBatchBody,
    bodyReader: 'handler',
    answers: { 200: Type.Array(BatchAnswer) },
    async handler(request, reply) {
      const { judged, isDistinct } = judgeBatch(request.body);
      const { tenant, key } = askingKey(request);
      const { 'accept-language': language } = request.headers;
      const shown: string[] = [];
      const share = createSharedWork();
      const answers = await answerInTurns(judged, whenNobodyWaits(reply), async (one, n) => {
        const requestId = `${request.id}.${n}`;
        if (!one.isValid) return { status: 400, data: [], meta: { requestId }, errors: one.errors };
        try {
          refuseUnlessMayAsk(request, one.question, userHashes);
          const page = { shown: [...shown], share };
          const { data, meta, exposure } = await answer(
            tenant,
            key.scope,
            one.question,
            requestId,
            language,
            page,
            request.isHurried,
          );
          if (isDistinct) shown.push(...data.map(({ productId }) => markOf(productId)));
          if (exposure !== null) record(exposure);
          return { status: 200, data, meta: { ...meta, requestId }, errors: [] };
        } catch (error) {
          return { ...refusalOf(error, request, n), data: [], meta: { requestId } };
        }
      });
      countRequests(key.scope, answers.filter(({ status }) => status === 200).length);
      return success(answers);
    },
  };
}

/** Why the n-th question has no answer. What is not the caller's fault is logged, as it is where a whole request fails. */
function refusalOf(error: unknown, { id, log }: FastifyRequest, n: number) {
  const { problem, isOurs } = problemOf(error);
  const { status, reasons, message } = problem;
  if (isOurs)
    log[status === 503 ? 'warn' : 'error']({ err: problem.cause ?? error, reqId: id }, 'a question of a batch failed');
  const path = `/questions/${n}`;
  const whole = { path, message, code: codes[status] ?? 'failed' };
  return { status, errors: reasons.length > 0 ? reasons.map((one) => ({ ...one, path: path + one.path })) : [whole] };
}

/** What programs are told of a problem that has no place within the question. */
const codes: Readonly<Record<number, string>> = { 403: 'forbidden', 503: 'unavailable' };
