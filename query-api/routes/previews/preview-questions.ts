import { Problem, type ProblemReason } from '#runtime/http/problem.ts';
import type { JudgedQuestion } from '../recommendations/judge-batch.ts';
import type { WireQuestion } from '../recommendations/wire-question.ts';

/** The questions of a preview, each of its placement; with `*`, all placements, about any. Throws a 400 that says what is wrong with them. */
export function previewQuestionsOf(judged: readonly JudgedQuestion[], placementId: string): WireQuestion[] {
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

/** A 400 of the body that names each error at its place. */
export const refused = (errors: readonly ProblemReason[]): Problem =>
  new Problem(400, 'The body is not valid: see errors.', { errors });
