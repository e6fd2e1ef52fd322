import { Compile } from 'typebox/compile';
import type { TenantConfigChange } from '#domain/access/default-tenant-config.ts';
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
import { maxPreviewBytes, RulesPreview, RulesPreviewQuery } from '#schemas/http/rules-preview.ts';
import { settingsPreviewContract, settingsPreviewFrame } from '#schemas/http/settings-preview.ts';
import type { Database } from '#stores/postgres/database.ts';
import { answerInTurns } from '../recommendations/answer-in-turns.ts';
import { createBatchJudge } from '../recommendations/judge-batch.ts';
import { judgeDraft } from '../rules/judge-draft.ts';
import type { Draft, Previewer } from './preview-question.ts';
import { previewQuestionsOf, refused } from './preview-questions.ts';

/** What other settings of a tenant, a placement or its rules would change, before any is saved: nothing is recorded, counted or kept. */
export function settingsPreviewRoute(deps: {
  database: Database;
  directory: AccessDirectory;
  preview: Previewer;
  /** What can be asked for; those of the registry if left out. */
  strategies?: readonly Strategy[];
}): Route {
  const { directory, preview, strategies = registered } = deps;
  const judgeBatch = createBatchJudge(questionContracts(strategies).PreviewQuestion);
  const frame = Compile(settingsPreviewFrame(strategies));
  return {
    method: 'POST',
    path: '/api/v1/tenants/:id/placements/:placementId/preview',
    auth: 'admin',
    limit: 'none',
    summary: 'What other settings would change in the answers to up to 20 questions',
    tag: 'Recommendations',
    params: PlacementRulesParams,
    query: RulesPreviewQuery,
    documentedBody: settingsPreviewContract(strategies),
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
      const { questions, rules, config, strategy } = body;
      const asked = previewQuestionsOf(judgeBatch({ questions }).judged, placementId);
      const judged = Array.isArray(rules) ? await judgeDraft(deps.database, tenant.scopes, { rules }) : undefined;
      const draft: Draft = {
        placementId,
        ...(rules === undefined ? {} : { rules: judged?.rules ?? 'off' }),
        ...(strategy === undefined ? {} : { strategy }),
        ...(config === undefined ? {} : { config: config as TenantConfigChange }),
      };
      const { 'accept-language': language } = request.headers;
      const answers = await answerInTurns(asked, whenNobodyWaits(reply), (question) =>
        preview(tenant, tenant.scopes[space], draft, question, language),
      );
      return success(answers, { warnings: judged?.warnings ?? [] });
    },
  };
}
