import { writeFileSync } from 'node:fs';
import type { Question, Step } from '#domain/evaluation/question.ts';
import { BadInput } from './bad-lines.ts';

/** The questions of an evaluation, in their order. */
export function* questionsOf(steps: Iterable<Step>): Generator<Question> {
  for (const step of steps) if (step.does === 'ask') yield step.question;
}

/** Writes questions for somebody else to answer, `question TAB user TAB time TAB products of the visit` a line; without what came next. Returns how many. Throws `BadInput` if the file cannot be written. */
export function writeQuestions(file: string, questions: Iterable<Question>): number {
  const lines = Array.from(questions, ({ asked: { number, userId, nowMs, visit } }) =>
    [number, userId ?? '', nowMs / 1_000, visit.join(' ')].join('\t'),
  );
  try {
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    throw new BadInput(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return lines.length;
}
