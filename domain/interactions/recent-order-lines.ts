import { createOrderLineWindow } from '../events/order-line-window.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Steps } from '../memory/steps.ts';

/** Lines of orders of one shard, of all scopes: some MB at most. */
const maxLines = 16_384;

/** The lines of orders that a shard has counted last, so that an order which is told again within a day counts once. */
export type RecentOrderLines = {
  /** False for a line that was counted less than a day from this time; what is no line of an order (null) always counts. */
  add(line: string | null, timestampMs: number): boolean;
  /** Forgets the lines whose text begins so. */
  forget(beginning: string): void;
  write(to: ByteWriter): Steps;
};

/** From a snapshot if one is given. */
export function createRecentOrderLines(from?: ByteReader): RecentOrderLines {
  const counted = createOrderLineWindow(maxLines);
  const [lines, times] = [from?.texts() ?? [], from?.float64s() ?? []];
  for (const [n, line] of lines.entries()) counted.add(line, { timestampMs: times[n] ?? 0 });
  return {
    add(line, timestampMs) {
      if (line === null) return true;
      if (counted.find(line, timestampMs) !== undefined) return false;
      counted.add(line, { timestampMs });
      return true;
    },
    forget: counted.forget,
    *write(to) {
      const entries = [...counted.entries()];
      yield* to.texts(entries.map(([line]) => line));
      to.numbers(
        Float64Array.from(entries, ([, { timestampMs }]) => timestampMs),
        entries.length,
      );
    },
  };
}
