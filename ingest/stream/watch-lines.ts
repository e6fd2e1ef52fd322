import { Problem } from '#runtime/http/problem.ts';
import type { InputLine, LineReader } from '#runtime/text/line-reader.ts';

/** A line that has begun ends within so long: who sends a byte now and then holds a place that others need. Between lines a sender may rest, as long as the connection's timeout lets it. */
const longestLineMs = 60_000;

/** A reader that throws a 408 when a piece of a line comes and the line began more than a minute ago. */
export function watchLines(reader: LineReader, now: () => number): LineReader {
  let beganMs = now();
  return {
    get isWithinLine() {
      return reader.isWithinLine;
    },
    push(chunk): InputLine[] {
      const isNew = !reader.isWithinLine;
      const lines = reader.push(chunk);
      if (isNew || lines.length > 0) beganMs = now();
      else if (now() - beganMs > longestLineMs)
        throw new Problem(408, `A line has taken longer than ${longestLineMs / 1_000} s to arrive: send whole lines.`);
      return lines;
    },
    end: () => reader.end(),
  };
}
