import { describeSteps } from '#domain/evaluation/describe-questions.ts';
import { oneOrMany, several } from '#domain/several.ts';
import { createBadLines } from './bad-lines.ts';
import { descriptionText } from './description-text.ts';
import type { EvaluationOptions } from './evaluation-options.ts';
import { evaluationText } from './evaluation-text.ts';
import { inTurns } from './in-turns.ts';
import { type OpenShop, openInput } from './open-input.ts';
import { readLists } from './read-lists.ts';
import { runEvaluation } from './run-evaluation.ts';
import { questionsOf, writeQuestions } from './write-questions.ts';

/** What a command prints: for machines, and for people. */
export type Found = { data: object; text: string; failedGates: number };

/** Reads the input and does what was asked for with it. Throws `BadInput` if the input cannot be evaluated. */
export async function evaluate(
  task: 'evaluate' | 'describe' | 'write questions',
  options: EvaluationOptions,
  nowMs: number,
  openShop: OpenShop,
  onProgress: (phase: string, done: number, total: number | null) => void,
): Promise<Found> {
  const bad = createBadLines(options.badLines);
  const input = await openInput(options, bad, nowMs, openShop, onProgress);
  const { lists: file, writeQuestions: to } = options;
  const noteSkipped = () => {
    if (bad.count > 0)
      input.notes.push(
        `${several(bad.count, 'bad line')} ${oneOrMany(bad.count, 'was', 'were')} skipped, such as ${bad.examples[0]}`,
      );
  };
  if (task === 'describe') {
    noteSkipped();
    const found = await inTurns(describeSteps(input.steps()), (done) => onProgress('walking', done, input.mostSteps));
    const data = { ...found, estimatedBytes: input.estimatedBytes, notes: input.notes };
    return { data, text: descriptionText(found, input.notes, input.estimatedBytes), failedGates: 0 };
  }
  if (to !== null) {
    const questions = writeQuestions(to, questionsOf(input.steps()));
    return {
      data: { questions, file: to },
      text: `${several(questions, 'question')} ${oneOrMany(questions, 'is', 'are')} in ${to}`,
      failedGates: 0,
    };
  }
  const byUser = options.source.kind === 'users';
  const lists = file === null ? null : await readLists(file, questionsOf(input.steps()), byUser, bad);
  bad.check();
  noteSkipped();
  const found = await runEvaluation(options, input, lists?.contender ?? null, onProgress);
  if (lists !== null && lists.answers < found.questions)
    found.notes.push(
      `${several(found.questions - lists.answers, 'question')} ${oneOrMany(found.questions - lists.answers, 'has', 'have')} no line in ${file}, and no answer of lists`,
    );
  const failedGates = found.gates.filter(({ holds }) => !holds).length;
  return { data: found, text: evaluationText(found), failedGates };
}
