import type { PastModels } from '../evaluation/past-models.ts';
import type { AskedQuestion } from '../serving/resolve-question.ts';
import type { ServingState } from '../serving/serving-state.ts';
import { answerBy, mostSettlings, type Way } from './answer-by.ts';

/**
 * The answer that a question would have had at a time, by what was known and set then; and the state that it came from. `isOfRows`: rows of histories weigh in it. Serving learns these between questions,
 * so that it may have had them as they were some minutes before, or not yet.
 */
export function answerAsOf(
  asked: AskedQuestion,
  models: PastModels,
  way: Way,
  atMs: number,
): ReturnType<typeof answerBy> & { state: ServingState; isOfRows: boolean } {
  const state = models.stateAt(atMs);
  let answer = answerBy(way, asked, state);
  let isOfRows = false;
  for (let n = 0; n < mostSettlings && models.settle(); n++) {
    isOfRows = true;
    answer = answerBy(way, asked, state);
  }
  return { ...answer, state, isOfRows };
}

/** Says so, if they do. */
export const rowsNotes = (isOfRows: boolean): string[] =>
  isOfRows
    ? [
        'what histories teach is learnt between questions, and may have been learnt from less than was known: scores of `collaborative` may differ',
      ]
    : [];
