import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { grown } from '../../memory/grown.ts';
import { addWorths, type KnownQuestion } from './add-worths.ts';
import { kindOf, kinds, termsGrid } from './repeat-terms.ts';

/** Once so many questions are summed up, all sums are halved: what a shop was like long ago counts less and less. */
const mostSummed = 2_000;

/** Events that could be asked about lie as far from the next one that is: this share of those so far, so that a young shop learns soon and a large one pays little. */
const gapShift = 7;
const leastGap = 4;
const mostGap = 1_024;

/** What one shard of a scope has learnt of the terms: by the questions that it asked itself before it took the answers in. */
export type RepeatLessons = {
  /** Questions that were asked, ever. */
  readonly asked: number;
  /** By kind, questions that are summed up in `gains`. */
  readonly summed: Int32Array;
  /** The version of the shard's scope at its last question. */
  readonly askedAt: number;
  /** What each terms of `termsGrid` would have been worth: one kind of questions after the other. */
  readonly gains: Int32Array;
  /** Counts an event that could be asked about; true if it is to be asked about. */
  isDue(): boolean;
  learn(question: KnownQuestion, version: number): void;
  readonly sizeBytes: number;
  write(to: ByteWriter): void;
};

export function createRepeatLessons(from?: ByteReader): RepeatLessons {
  let seen = from?.uint32() ?? 0;
  let nextAt = from?.uint32() ?? leastGap;
  let asked = from?.uint32() ?? 0;
  let askedAt = from?.uint32() ?? 0;
  const summed = from?.int32s() ?? new Int32Array(kinds);
  let gains = from?.int32s() ?? new Int32Array(0);
  return {
    get asked() {
      return asked;
    },
    summed,
    get askedAt() {
      return askedAt;
    },
    get gains() {
      return gains;
    },
    isDue() {
      seen += 1;
      if (seen < nextAt) return false;
      nextAt = seen + Math.min(mostGap, Math.max(leastGap, seen >> gapShift));
      return true;
    },
    learn(question, version) {
      asked += 1;
      askedAt = version;
      gains = grown(gains, kinds * termsGrid.length);
      const kind = kindOf(question.voters);
      const first = kind * termsGrid.length;
      addWorths(question, gains, first);
      summed[kind] = (summed[kind] ?? 0) + 1;
      if ((summed[kind] ?? 0) < mostSummed) return;
      summed[kind] = (summed[kind] ?? 0) >> 1;
      for (let n = first; n < first + termsGrid.length; n++) gains[n] = (gains[n] ?? 0) >> 1;
    },
    get sizeBytes() {
      return gains.byteLength;
    },
    write(to) {
      for (const number of [seen, nextAt, asked, askedAt]) to.uint32(number);
      to.numbers(summed, kinds);
      to.numbers(gains, gains.length);
    },
  };
}
