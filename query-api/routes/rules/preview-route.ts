import { Compile } from 'typebox/compile';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem, type ProblemReason } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
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
import { createBatchJudge, type JudgedQuestion } from '../recommendations/judge-batch.ts';
import type { WireQuestion } from '../recommendations/wire-question.ts';
import { judgeDraft } from './judge-draft.ts';
import type { RulesPreviewer } from './preview-question.ts';

const frame = Compile(previewFrame);

/** What a draft of rules would change, before it is saved: for an admin to look at, so nothing is recorded, counted or kept. */
export function rulesPreviewRoute(deps: {
  database: Database;
  directory: AccessDirectory;
  preview: RulesPreviewer;
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
    async handler(request) {
      const tenant = tenantOf(request, directory, 'read');
      const { placementId } = request.params as PlacementRulesParams;
      const { space = 'live' } = request.query as { space?: 'live' | 'test' };
      const { body } = request;
      if (!frame.Check(body)) throw refused(contractErrors(frame, body));
      const questions = questionsOf(judgeBatch({ questions: body.questions }).judged, placementId);
      const { rules, warnings } = await judgeDraft(deps.database, tenant.scopes, { rules: body.rules });
      const draft = { placementId, rules };
      const { 'accept-language': language } = request.headers;
      const answers = await answerInTurns(questions, (question) =>
        preview(tenant, tenant.scopes[space], draft, question, language),
      );
      return success(answers, { warnings });
    },
  };
}

/** The questions, each of the placement of the rules; those of all placements are asked about any. Throws a 400 that says what is wrong with them. */
function questionsOf(judged: readonly JudgedQuestion[], placementId: string): WireQuestion[] {
  const errors = judged.flatMap((one, n) => {
    if (!one.isValid) return one.errors;
    const { placementId: asked = placementId } = one.question;
    if (placementId === '*' || asked === placementId) return [];
    const message = 'Leave it out: these rules are of another placement, and change nothing there.';
    return [{ path: `/questions/${n}/placementId`, message, code: 'other_placement' }];
  });
  if (errors.length > 0) throw refused(errors);
  const own = placementId === '*' ? {} : { placementId };
  return judged.flatMap((one) => (one.isValid ? [{ ...one.question, ...own }] : []));
}

const refused = (errors: readonly ProblemReason[]): Problem =>
  new Problem(400, 'The body is not valid: see errors.', { errors });
