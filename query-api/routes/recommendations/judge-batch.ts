import Type, { type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Default } from 'typebox/value';
import { createFindings } from '#domain/rules/findings.ts';
import { judgeFilter } from '#domain/rules/judge-filter.ts';
import { Problem, type ProblemReason } from '#runtime/http/problem.ts';
import { contractErrors } from '#schemas/contract-errors.ts';
import { batchContract, defaultRecommendations, maxBatchProducts } from '#schemas/http/recommendations.ts';
import { unstorablePath } from '#schemas/storable-text.ts';
import type { WireQuestion } from './wire-question.ts';

/** A question of a batch, or why it is none: each error at its place in the body. */
export type JudgedQuestion = { isValid: true; question: WireQuestion } | { isValid: false; errors: ProblemReason[] };

/** The questions in their order, and whether no product may be in two of the answers. */
export type JudgedBatch = { judged: JudgedQuestion[]; isDistinct: boolean };

const bodyContract = Compile(batchContract(Type.Unknown()));

/**
 * Creates a function that checks the body of a batch: each question by this contract, on its own, so that a bad one leaves the others. It throws a 400 if
 * the body is no batch, or wants too much in all.
 */
export function createBatchJudge(questionContract: TSchema): (body: unknown) => JudgedBatch {
  const validator = Compile(questionContract);
  const judge = (sent: unknown, path: string): JudgedQuestion => {
    if (!validator.Check(sent)) return { isValid: false, errors: contractErrors(validator, sent, path) };
    const at = unstorablePath(sent, path);
    if (at !== undefined) {
      const message = 'Remove U+0000 and lone surrogates: no text here may have them.';
      return { isValid: false, errors: [{ path: at, message, code: 'unstorable_text' }] };
    }
    const { filter } = sent as { filter?: unknown };
    const errors = filter === undefined ? [] : errorsOfFilter(filter, `${path}/filter`);
    if (errors.length > 0) return { isValid: false, errors };
    return { isValid: true, question: Default(questionContract, sent) as WireQuestion };
  };
  return (body) => {
    if (!bodyContract.Check(body)) {
      const errors = contractErrors(bodyContract, body);
      throw new Problem(400, 'The body is not valid: see errors.', { errors });
    }
    const judged = body.questions.map((sent, n) => judge(sent, `/questions/${n}`));
    const products = judged.reduce(
      (sum, one) => sum + (one.isValid ? (one.question.limit ?? defaultRecommendations) : 0),
      0,
    );
    if (products > maxBatchProducts) {
      const message = `Ask for at most ${maxBatchProducts} products in all: these questions ask for ${products}.`;
      const errors = [{ path: '/questions', message, code: 'max_products' }];
      throw new Problem(400, 'The body is not valid: see errors.', { errors });
    }
    return { judged, isDistinct: body.distinct === true };
  };
}

/** As a rule's filter is judged, but for the catalog's own attributes: these are read from the database, which no question waits for. */
function errorsOfFilter(filter: unknown, path: string): ProblemReason[] {
  const findings = createFindings();
  judgeFilter(filter, path, new Map(), findings);
  return [...findings.errors];
}
