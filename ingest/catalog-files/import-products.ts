import type { FileFormat, FileProblem, FileProduct } from '#domain/catalog/files/file-format.ts';
import { judgeItem } from '#domain/catalog/judge-item.ts';
import type { WrittenItem } from '#domain/catalog-item.ts';
import type { Scope } from '#domain/scope.ts';
import { sha256 } from '#runtime/sha256.ts';
import { FileFault } from '#runtime/text/file-fault.ts';
import { createTurns } from '#runtime/turns.ts';
import { readKnownIds } from '#stores/catalog/read-known-ids.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { ChangeCatalog } from '../catalog/change-catalog.ts';
import { createIdSet } from '../duplicates/id-set.ts';
import type { ImportAccount } from './import-account.ts';
import type { ReadRow } from './read-file-rows.ts';

export type ImportParts = { database: Database; changeCatalog: ChangeCatalog };
export type ImportOptions = {
  format: FileFormat;
  idColumn: string;
  dryRun: boolean;
  nowMs: number;
  /** Asked before each append and for each piece that was read whether the sender still may and waits, since a file lasts as long as it has lines: throws if not. */
  admit: () => unknown;
};
/** What is known of the ids of a file once it was read whole. */
export type SeenIds = {
  has(productId: string): boolean;
  /** Lines whose product is not known, since not even its id could be read. */
  unreadable: number;
};

/** Products of one append: some ms of work. */
const productsPerAppend = 200;
/** 2^23 slots hold 5.8 million ids in 128 MiB. */
const maxIdSlots = 2 ** 23;
/** Of all imports of this process. */
const turn = createTurns();

/**
 * Puts the products of a file into the catalog, in order, each append durable before the next. Enters what becomes of each into `account`. Of one id the first product counts. Returns the ids that the file has, refused
 * products too. Throws what the rows throw, `LogError`, `DatabaseUnavailable`, and what `admit` throws; what is settled by then stays.
 */
export async function importProducts(
  parts: ImportParts,
  scope: Scope,
  rows: AsyncIterable<readonly ReadRow[]>,
  { format, idColumn, dryRun, nowMs, admit }: ImportOptions,
  account: ImportAccount,
): Promise<SeenIds> {
  const ids = createIdSet(maxIdSlots);
  const reader = format.createReader({ idColumn, nowMs });
  let unreadable = 0;
  let waiting: (FileProduct | FileProblem)[] = [];

  async function take(found: readonly (FileProduct | FileProblem)[], isLast = false): Promise<void> {
    waiting.push(...found);
    while (waiting.length >= productsPerAppend || (isLast && waiting.length > 0)) {
      await turn();
      await admit();
      const piece = waiting.slice(0, productsPerAppend);
      waiting = waiting.slice(productsPerAppend);
      await put(piece);
    }
  }
  async function put(piece: readonly (FileProduct | FileProblem)[]): Promise<void> {
    const items: { line: number; item: WrittenItem }[] = [];
    for (const one of piece) {
      if ('problem' in one) {
        account.refuse({ line: one.line, errors: [{ path: '', message: one.problem, code: 'no_product' }] });
        continue;
      }
      const { line, product, faults = [] } = one;
      const productId = String(product.productId ?? '');
      const isRepeated = productId !== '' && isSeen(productId);
      if (isRepeated) account.count('repeated');
      const judged = isRepeated ? null : judgeItem(product);
      if (judged === null) continue;
      const errors = [...faults, ...(judged.ok ? [] : judged.errors)];
      if (errors.length > 0) account.refuse({ line, ...(productId === '' ? {} : { productId }), errors });
      if (!judged.ok || errors.length > 0) continue;
      account.note(judged.notes);
      items.push({ line, item: judged.item });
    }
    if (items.length === 0) return;
    const outcomes = dryRun
      ? await expected(items)
      : await parts.changeCatalog(
          scope,
          items.map(({ item }) => ({ op: 'put', item })),
        );
    for (const [index, { line, item }] of items.entries()) enter(outcomes[index], line, item.productId);
  }
  function isSeen(productId: string): boolean {
    const id = sha256(productId).subarray(16);
    const isKnown = ids.has(id);
    if (!ids.add(id)) throw new FileFault('The file has more products than can be told apart: split it.');
    return isKnown;
  }
  async function expected(items: readonly { item: WrittenItem }[]): Promise<CatalogOutcome[]> {
    const known = await readKnownIds(
      parts.database,
      scope,
      items.map(({ item }) => item.productId),
    );
    return items.map(({ item }) => (known.has(item.productId) ? 'updated' : 'created'));
  }
  function enter(outcome: CatalogOutcome | undefined, line: number, productId: string): void {
    if (outcome === undefined) account.count('pending');
    else if (outcome === 'created' || outcome === 'updated') account.count(outcome);
    else {
      const message = 'The catalog could not store this item; it is kept among the dead letters.';
      account.refuse({ line, productId, errors: [{ path: '', message, code: outcome }] });
    }
  }

  for await (const read of rows) {
    // Lines that are refused wait for no append: without this they would have the thread until the file ends.
    await turn();
    await admit();
    for (const row of read) {
      account.advance(row.line);
      if ('error' in row) {
        unreadable += 1;
        account.refuse({ line: row.line, errors: [row.error] });
      } else await take(reader.push(row));
    }
  }
  await take(reader.end(), true);
  return { has: (productId) => ids.has(sha256(productId).subarray(16)), unreadable };
}
