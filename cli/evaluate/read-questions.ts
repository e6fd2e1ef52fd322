import type { Question } from '#domain/evaluation/question.ts';
import type { BadLines } from './bad-lines.ts';
import { parseTime, timeWanted } from './parse-time.ts';
import { readTsv } from './read-tsv.ts';

/**
 * Reads questions, one a line: `target TAB time TAB prefix items`, the items of the prefix separated by spaces, the latest last. Nobody is named: the products of the prefix are all that is known.
 * Lines one behind the other of which one goes on where the other ended are of one visit, and one cluster.
 */
export async function readQuestions(file: string, bad: BadLines): Promise<Question[]> {
  const questions: Question[] = [];
  let cluster = -1;
  let before: readonly string[] = [];
  for await (const { line, text, cells } of readTsv(file)) {
    const [target = '', time = '', ...rest] = cells;
    const visit = rest
      .join(' ')
      .split(/\s+/)
      .filter((item) => item !== '');
    const nowMs = parseTime(time);
    if (target === '' || nowMs === undefined || visit.length === 0) {
      bad.add(
        file,
        line,
        `wanted is \`target TAB time TAB prefix items\`, the time as ${timeWanted}, at least one item before the target, separated by spaces`,
        text,
      );
      continue;
    }
    const whole = [...visit, target];
    if (!isContinued(before, whole) && !isContinued(whole, before)) cluster += 1;
    before = whole;
    questions.push({
      asked: {
        number: questions.length + 1,
        nowMs,
        userId: null,
        sessionId: null,
        visit,
        visitNumber: -1,
        history: () => visit,
      },
      targets: [target],
      cluster,
    });
  }
  return questions;
}

const isContinued = (start: readonly string[], whole: readonly string[]): boolean =>
  start.length > 0 && start.length < whole.length && start.every((item, n) => item === whole[n]);
