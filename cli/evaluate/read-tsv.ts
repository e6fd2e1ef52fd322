import { lineProblems, readLines } from '../import/read-lines.ts';
import { BadInput } from './bad-lines.ts';

/** A line of a file, its number from 1, and its cells between tabs. */
export type TsvLine = { line: number; text: string; cells: readonly string[] };

/** First cells of files that have a head. */
const heads = /^(?:session|visit|user|item|product|target|question)[_ ]?(?:id|number)?(?::\w+)?$/i;

/** The lines of a file that are not empty, without its head if it has one. It may be gzipped. Throws `BadInput` if there is no such file. */
export async function* readTsv(file: string): AsyncIterable<TsvLine> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    const cells = text.split('\t').map((cell) => cell.trim());
    if (line === 1 && heads.test(cells[0] ?? '')) continue;
    yield { line, text, cells };
  }
}

/** The lines of a file, with an error that names the file. One that is not UTF-8 ends it. */
export async function* linesOf(file: string): AsyncIterable<string> {
  try {
    for await (const read of readLines(file)) {
      if ('problem' in read) throw new Error(`line ${read.line}: ${lineProblems[read.problem]}`);
      yield read.text;
    }
  } catch (error) {
    throw new BadInput(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
