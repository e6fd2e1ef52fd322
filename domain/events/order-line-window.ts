import { orderLineWindowMs } from './order-line.ts';

/** Which lines of orders were bought, and when: the last `limit` of them by arrival. */
export type OrderLineWindow<Purchase extends { timestampMs: number }> = {
  /** The purchase of this line within `orderLineWindowMs` of this time that came first; undefined if none is known. */
  find(line: string, timestampMs: number): Purchase | undefined;
  add(line: string, purchase: Purchase): void;
  remove(line: string, purchase: Purchase): void;
  /** Forgets the lines whose text begins so. */
  forget(beginning: string): void;
  /** In the order in which they came. */
  entries(): Iterable<readonly [line: string, purchase: Purchase]>;
};

/** Keeps the purchases of at most `limit` lines: the line that came first goes first. */
export function createOrderLineWindow<Purchase extends { timestampMs: number }>(
  limit: number,
): OrderLineWindow<Purchase> {
  const lines = new Map<string, readonly Purchase[]>();
  /** Reads on where it stopped: all lines before it are gone. A new iterator would pass over the gap that each of them has left, thousands of them, at each purchase. */
  const inOrder = lines.keys();
  return {
    find: (line, timestampMs) =>
      lines.get(line)?.find((bought) => Math.abs(bought.timestampMs - timestampMs) < orderLineWindowMs),
    add(line, purchase) {
      lines.set(line, [...(lines.get(line) ?? []), purchase]);
      if (lines.size > limit) lines.delete(inOrder.next().value ?? '');
    },
    remove(line, purchase) {
      const left = (lines.get(line) ?? []).filter((one) => one !== purchase);
      if (left.length === 0) lines.delete(line);
      else lines.set(line, left);
    },
    forget(beginning) {
      for (const line of lines.keys()) if (line.startsWith(beginning)) lines.delete(line);
    },
    *entries() {
      for (const [line, bought] of lines) for (const purchase of bought) yield [line, purchase];
    },
  };
}
