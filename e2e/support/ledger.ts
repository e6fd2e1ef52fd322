/**
 * The events that the product has acknowledged, kept outside of it. A crash test compares it with a recount in SQL afterwards:
 * every acknowledged id is in `events` exactly once.
 */
export type Ledger = {
  acknowledge(eventId: string): void;
  readonly acknowledged: ReadonlySet<string>;
  /** How stored ids differ from the ledger. More may be stored than acknowledged (the answer was lost), never fewer, and none twice. */
  compare(stored: readonly string[]): { lost: string[]; twice: string[] };
};

export function createLedger(): Ledger {
  const acknowledged = new Set<string>();
  return {
    acknowledged,
    acknowledge: (eventId) => void acknowledged.add(eventId),
    compare(stored) {
      const seen = new Set<string>();
      const twice = stored.filter((id) => seen.size === seen.add(id).size);
      return { lost: [...acknowledged].filter((id) => !seen.has(id)), twice };
    },
  };
}
