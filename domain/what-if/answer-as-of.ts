import type { PastModels } from '../evaluation/past-models.ts';
import type { AskedQuestion } from '../serving/resolve-question.ts';
import type { ServingState } from '../serving/serving-state.ts';
import { answerBy, mostSettlings, type Way } from './answer-by.ts';

/** The answer that a question would have had at a time, by what was known and set then; and the state that it came from. */
export function answerAsOf(
  asked: AskedQuestion,
  models: PastModels,
  way: Way,
  atMs: number,
): ReturnType<typeof answerBy> & { state: ServingState } {
  const state = models.stateAt(atMs);
  let answer = answerBy(way, asked, state);
  for (let n = 0; n < mostSettlings && models.settle(); n++) answer = answerBy(way, asked, state);
  return { ...answer, state };
}
