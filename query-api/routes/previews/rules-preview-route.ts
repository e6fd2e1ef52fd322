import { Compile } from 'typebox/compile';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { contractErrors } from '#schemas/contract-errors.ts';
import { questionContracts } from '#schemas/http/recommendations.ts';
import { PlacementRulesParams, RulesMeta } from '#schemas/http/rules.ts';
import {
  maxPreviewBytes,
  previewBodyContract,
  previewFrame,
  RulesPreview,
  RulesPreviewQuery,
} from '#schemas/http/rules-preview.ts';
import type { Database } from '#stores/postgres/database.ts';
import { answerInTurns } from '../recommendations/answer-in-turns.ts';
import { createBatchJudge } from '../recommendations/judge-batch.ts';
import { judgeDraft } from '../rules/judge-draft.ts';
import type { Previewer } from './preview-question.ts';
import { previewQuestionsOf, refused } from './preview-questions.ts';

const frame = Compile(previewFrame);

/** What a draft of rules would change, before it is saved: for an admin to look at, so nothing is recorded, counted or kept. */
export function rulesPreviewRoute(deps: {
  database: Database;
  directory: AccessDirectory;
  preview: Previewer;
  /** What can be asked for; those of the registry if left out. */
  strategies?: readonly Strategy[];
}): Route {
  const { directory, preview, strategies = registered } = deps;
  const judgeBatch = createBatchJudge(questionContracts(strategies).PreviewQuestion);
  return {
    method: 'POST',
    path: '/api/v1/tenants/:id/placements/:placementId/rules/preview',
    auth: 'admin',
    limit: 'none',
    summary: 'What draft rules would change in the answers to up to 20 questions',
    tag: 'Rules',
    params: PlacementRulesParams,
    query: RulesPreviewQuery,
    documentedBody: previewBodyContract(strategies),
    bodyReader: 'handler',
    bodyLimitBytes: maxPreviewBytes,
    answers: { 200: RulesPreview },
    meta: RulesMeta,
    async handler(request, reply) {
      const tenant = tenantOf(request, directory, 'read');
      const { placementId } = request.params as PlacementRulesParams;
      const { space = 'live' } = request.query as { space?: 'live' | 'test' };
      const { body } = request;
      if (!frame.Check(body)) throw refused(contractErrors(frame, body));
      const questions = previewQuestionsOf(judgeBatch({ questions: body.questions }).judged, placementId);
      const { rules, warnings } = await judgeDraft(deps.database, tenant.scopes, { rules: body.rules });
      const draft = { placementId, rules };
      const { 'accept-language': language } = request.headers;
      const answers = await answerInTurns(questions, whenNobodyWaits(reply), (question) =>
        preview(tenant, tenant.scopes[space], draft, question, language),
      );
      return success(answers, { warnings });
    },
  };
}
