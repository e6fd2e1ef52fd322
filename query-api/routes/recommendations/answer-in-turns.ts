import { setImmediate as nextTurn } from 'node:timers/promises';

/** The answers of all questions, in their order. The event loop has a turn before each but the first, so that a batch does not hold up other requests. Rejects with the reason of `ended` before the next question. */
export async function answerInTurns<Question, Answer>(
  questions: readonly Question[],
  ended: AbortSignal,
  answer: (question: Question, place: number) => Answer | Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [place, question] of questions.entries()) {
    if (place > 0) await nextTurn();
    ended.throwIfAborted();
    answers.push(await answer(question, place));
  }
  return answers;
}
