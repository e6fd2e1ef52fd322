import type { Contender } from '#domain/evaluation/contender.ts';
import type { Question } from '#domain/evaluation/question.ts';
import type { BadLines } from './bad-lines.ts';
import { readTsv } from './read-tsv.ts';

/** Answers of somebody else, by what names a question: its number, or the user. */
export type Lists = { contender: Contender; answers: number };

/**
 * Reads answers, one a line: `question TAB items`, the best first, separated by spaces. A question is named by its number from 1, in the order in which questions are asked (`--write-questions` writes
 * them), or in `--users` by the user. A question without a line has no answer.
 */
export async function readLists(
  file: string,
  questions: Iterable<Question>,
  byUser: boolean,
  bad: BadLines,
): Promise<Lists> {
  const nameOf = ({ number, userId }: Question['asked']) => (byUser ? (userId ?? '') : String(number));
  const names = new Set<string>();
  for (const { asked } of questions) names.add(nameOf(asked));
  const lists = new Map<string, readonly string[]>();
  for await (const { line, text, cells } of readTsv(file)) {
    const [name = '', ...rest] = cells;
    const items = rest
      .join(' ')
      .split(/\s+/)
      .filter((item) => item !== '');
    const wrong = !names.has(name)
      ? `wanted is \`question TAB items\`, and there is no question ${name}: ${byUser ? 'questions are named by their user' : `they are numbered 1 to ${names.size}`}`
      : lists.has(name)
        ? `there is an answer to question ${name} already`
        : new Set(items).size < items.length
          ? 'an answer has each item once'
          : null;
    if (wrong === null) lists.set(name, items);
    else bad.add(file, line, wrong, text);
  }
  const ask: Contender['ask'] = (asked) =>
    (lists.get(nameOf(asked)) ?? []).map((productId) => ({ productId, score: null }));
  return { contender: { name: 'lists', ask }, answers: lists.size };
}
