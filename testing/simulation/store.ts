/** Where a record lies: the small number of its log, its partition and its offset. */
export type Place = { log: number; partition: number; offset: bigint };
export type OffsetRow = { epoch: bigint; next: bigint; hash: Buffer | null };

/** What is committed. Keys are texts: a consumer's partition, an event's id in hex, a place. */
export type Committed = {
  logs: Map<string, number>;
  offsets: Map<string, OffsetRow>;
  events: Map<string, Place>;
  letters: Map<string, string>;
  /** What the projection has counted: how often each event was folded. */
  folded: Map<string, number>;
};

/** Changes that others see when it commits, and the rows that it has locked until its end. */
export type Transaction = {
  readonly changes: Committed;
  readonly locks: Set<string>;
  hasEnded: boolean;
};

/**
 * A transactional store in memory that stands for Postgres at READ COMMITTED: what a transaction has written is seen by others when it commits, all of it or
 * nothing; a row of offsets is locked by its first writer until the end, and who waits for it sees what was committed meanwhile.
 */
export type Store = {
  readonly committed: Committed;
  begin(): Transaction;
  /** Waits until nobody else has this row locked. */
  lock(transaction: Transaction, row: string): Promise<void>;
  commit(transaction: Transaction): void;
  rollback(transaction: Transaction): void;
};

const nothing = (): Committed => ({
  logs: new Map(),
  offsets: new Map(),
  events: new Map(),
  letters: new Map(),
  folded: new Map(),
});

export function createStore(): Store {
  const committed = nothing();
  const holders = new Map<string, Transaction>();
  let waiting: { transaction: Transaction; row: string; goOn: () => void }[] = [];
  const take = (transaction: Transaction, row: string) => {
    holders.set(row, transaction);
    transaction.locks.add(row);
  };
  const end = (transaction: Transaction) => {
    transaction.hasEnded = true;
    // One that waits and is ended from outside finds that out at its next statement.
    for (const one of waiting) if (one.transaction === transaction) one.goOn();
    waiting = waiting.filter((one) => one.transaction !== transaction);
    for (const row of transaction.locks) {
      holders.delete(row);
      const next = waiting.find((one) => one.row === row);
      if (next === undefined) continue;
      waiting = waiting.filter((one) => one !== next);
      take(next.transaction, row);
      next.goOn();
    }
  };
  return {
    committed,
    begin: () => ({ changes: nothing(), locks: new Set(), hasEnded: false }),
    lock: (transaction, row) =>
      new Promise((resolve) => {
        const holder = holders.get(row);
        if (holder === undefined || holder === transaction) {
          take(transaction, row);
          resolve();
        } else waiting.push({ transaction, row, goOn: resolve });
      }),
    commit(transaction) {
      const { logs, offsets, events, letters, folded } = transaction.changes;
      for (const [key, log] of logs) committed.logs.set(key, log);
      for (const [key, row] of offsets) committed.offsets.set(key, row);
      for (const [id, place] of events) if (!committed.events.has(id)) committed.events.set(id, place);
      for (const [place, reason] of letters) committed.letters.set(place, reason);
      for (const [id, times] of folded) committed.folded.set(id, (committed.folded.get(id) ?? 0) + times);
      end(transaction);
    },
    rollback: end,
  };
}
