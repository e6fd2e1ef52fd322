import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { Steps } from '../../memory/steps.ts';
import { erasedOf, holdersOf } from './holders.ts';
import { type HistoryRow, learnRow } from './learn-row.ts';

/** Rows that are kept, 2 KB each; the one that was learnt first goes. */
const mostRows = 50_000;
/** A row is learnt anew once so many of its product's shoppers are new: the work for a product grows with the logarithm of its shoppers. */
const newShare = 0.1;
/** A question uses up to 150 rows: to look at each would take as long as to rank by it. */
const usesOfCheck = 16;
/** Beside the numbers of a row: its object, the heads of its two arrays and its entry, by measurement about 350 bytes. */
const bytesOfHeads = 350;

/**
 * The rows of a scope: what the histories of its shoppers have taught. A row is learnt after a question has missed it, outside of questions, and is
 * no part of a shard: it tells of the shards as they were when it was learnt, and is gone with them. So two processes may answer by rows of different
 * moments. A row whose product an erased shopper had is not used again; what such a shopper adds to other rows goes when these are learnt anew.
 */
export type HistoryRows = {
  readonly size: number;
  /** An estimate of the memory that the rows take. */
  readonly sizeBytes: number;
  /** Rows that were missed, or are to be learnt anew. */
  readonly wanted: number;
  /** Before a question: takes out the rows whose product a shopper had who has been erased since. */
  refresh(): void;
  /** The row of a product; it is wanted from now on if there is none, and anew if it is an old one, which every sixteenth use looks at. */
  of(number: number): HistoryRow | undefined;
  /** Wants the rows of all products that two shoppers have. */
  wantAll(): void;
  /** The `most` that were wanted first, each with how many shoppers who had it were erased until now. */
  wantedFirst(most: number): WantedRow[];
  /** Takes the row of a product that was wanted in, unless a shopper who had it was erased meanwhile; then it is wanted again when it is missed. */
  take(wanted: WantedRow, row: HistoryRow): void;
  /** Learns the row that was wanted first, in steps. */
  learnNext(): Steps;
  /** Forgets all rows. */
  clear(): void;
};

/** A product whose row is wanted, by its joint number, and how many shoppers who had it had been erased by then. */
export type WantedRow = { readonly number: number; readonly erased: number };

/** Collected together with the numbers they are written in. */
const known = new WeakMap<JointItems, HistoryRows>();

/** The rows of these shards; `joint` are their products. */
export function historyRowsOf(shards: readonly ScopeInteractions[], joint: JointItems): HistoryRows {
  let rows = known.get(joint);
  if (rows === undefined) {
    rows = createHistoryRows(shards, joint);
    known.set(joint, rows);
  }
  return rows;
}

function createHistoryRows(shards: readonly ScopeInteractions[], joint: JointItems): HistoryRows {
  const rows = new Map<number, HistoryRow & { erased: number }>();
  const wanted = new Set<number>();
  let erasures = 0;
  let uses = 0;
  let sizeBytes = 0;
  const bytesOf = ({ numbers, weights }: HistoryRow) => bytesOfHeads + numbers.byteLength + weights.byteLength;
  const drop = (number: number) => {
    const row = rows.get(number);
    if (row === undefined) return;
    sizeBytes -= bytesOf(row);
    rows.delete(number);
  };
  const take = ({ number, erased }: WantedRow, row: HistoryRow) => {
    wanted.delete(number);
    drop(number);
    if (erasedOf(shards, joint, number) > erased) return;
    rows.set(number, { ...row, erased });
    sizeBytes += bytesOf(row);
    const [first] = rows.keys();
    if (rows.size > mostRows && first !== undefined) drop(first);
  };
  const want = (number: number) => {
    if (wanted.size < mostRows) wanted.add(number);
  };
  const rowsOfScope: HistoryRows = {
    get size() {
      return rows.size;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    get wanted() {
      return wanted.size;
    },
    refresh() {
      const now = shards.reduce((sum, { shoppers }) => sum + shoppers.erasures, 0);
      if (now === erasures) return;
      erasures = now;
      for (const [number, { erased }] of rows) if (erasedOf(shards, joint, number) > erased) drop(number);
    },
    of(number) {
      const row = rows.get(number);
      uses = (uses + 1) % usesOfCheck;
      if (row === undefined) want(number);
      else if (uses === 0 && holdersOf(shards, joint, number) > row.holders * (1 + newShare)) want(number);
      return row;
    },
    wantAll() {
      for (let number = 0; number < joint.size; number++) if (holdersOf(shards, joint, number) > 1) want(number);
    },
    wantedFirst(most) {
      const first: WantedRow[] = [];
      for (const number of wanted) {
        if (first.length === most) break;
        first.push({ number, erased: erasedOf(shards, joint, number) });
      }
      return first;
    },
    take,
    *learnNext() {
      const [first] = rowsOfScope.wantedFirst(1);
      if (first !== undefined) take(first, yield* learnRow(shards, joint, first.number));
    },
    clear() {
      rows.clear();
      wanted.clear();
      sizeBytes = 0;
    },
  };
  return rowsOfScope;
}
