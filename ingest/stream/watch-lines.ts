import { Problem } from '#runtime/http/problem.ts';
import type { InputLine, LineReader } from '#runtime/text/line-reader.ts';

/** A reader that throws a 408 when a piece of a line comes and the line began more than `lineMs` ago: who sends a byte now and then holds a place that others need. */
export function watchLines(reader: LineReader, lineMs: number, now: () => number): LineReader {
  let beganMs = now();
  return {
    get isWithinLine() {
      return reader.isWithinLine;
    },
    push(chunk): InputLine[] {
      const isNew = !reader.isWithinLine;
      const lines = reader.push(chunk);
      if (isNew || lines.length > 0) beganMs = now();
      else if (now() - beganMs > lineMs)
        throw new Problem(408, `A line has taken longer than ${lineMs / 1_000} s to arrive: send whole lines.`);
      return lines;
    },
    end: () => reader.end(),
  };
}
