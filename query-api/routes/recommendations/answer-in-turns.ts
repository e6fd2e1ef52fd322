import { setImmediate as nextTurn } from 'node:timers/promises';

/** The answers of all questions, in their order. The event loop has a turn before each but the first, so that a batch does not hold up other requests. */
export async function answerInTurns<Question, Answer>(
  questions: readonly Question[],
  answer: (question: Question, place: number) => Answer | Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [place, question] of questions.entries()) {
    if (place > 0) await nextTurn();
    answers.push(await answer(question, place));
  }
  return answers;
}
