import { priceE4Of } from '#domain/price.ts';
import type { Scope } from '#domain/scope.ts';
import { oneOrMany, several } from '#domain/several.ts';
import type { CatalogRow } from '#stores/catalog/read-items.ts';
import { readLeftBehind } from '#stores/catalog/read-left-behind.ts';
import type { WantedChange } from '../catalog/change-catalog.ts';
import type { ImportAccount } from './import-account.ts';
import type { ImportParts, SeenIds } from './import-products.ts';

export type RetireOptions = {
  /** When the import began: what somebody wrote since then is not retired. */
  begunMs: number;
  /** Percent of the available products. */
  retireUpTo: number;
  dryRun: boolean;
  /** Asked before each append whether the sender still may and waits: throws if not. */
  admit: () => unknown;
};

const productsPerPage = 200;

/**
 * Makes the products unavailable that a whole file lacks, or says in the account why it does not: lines whose id could not be read, or more products missing than `retireUpTo`, as when a shop's export broke. A product that is
 * back in a later file is available again by what that says. Throws `LogError`, `DatabaseUnavailable`.
 */
export async function retireMissing(
  parts: ImportParts,
  scope: Scope,
  seen: SeenIds,
  { begunMs, retireUpTo, dryRun, admit }: RetireOptions,
  account: ImportAccount,
): Promise<void> {
  const before = new Date(begunMs);
  let missing = 0;
  for await (const rows of pages(parts, scope, before))
    missing += rows.filter(({ productId }) => !seen.has(productId)).length;
  const { updated, pending } = account.totals();
  const available = updated + pending + missing;
  if (missing === 0) return;
  if (seen.unreadable > 0)
    return account.keep(
      `${several(missing, 'product')} ${oneOrMany(missing, 'is', 'are')} not in the file, but ${several(seen.unreadable, 'line')} of it could not be read, and may be ${oneOrMany(missing, 'its own', 'theirs')}: none was made unavailable.`,
    );
  if (missing * 100 > available * retireUpTo)
    return account.keep(
      `The file lacks ${missing} of ${available} available products, which is more than ${retireUpTo} %: none was made unavailable. Raise \`retireUpTo\` if they are gone.`,
    );
  if (dryRun) return account.count('retired', missing);
  for await (const rows of pages(parts, scope, before)) {
    await admit();
    const changes = rows.filter(({ productId }) => !seen.has(productId)).map(retired);
    if (changes.length > 0) await parts.changeCatalog(scope, changes);
    account.count('retired', changes.length);
  }
}

async function* pages({ database }: ImportParts, scope: Scope, before: Date): AsyncGenerator<CatalogRow[]> {
  let after = '';
  for (;;) {
    const rows = await readLeftBehind(database, scope, { before, after, limit: productsPerPage });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < productsPerPage) return;
    after = last.productId;
  }
}

function retired({ price, attributes, createdAt: _, updatedAt: __, ...rest }: CatalogRow): WantedChange {
  const item = {
    ...rest,
    priceE4: priceE4Of(price) ?? 0n,
    attributes: JSON.parse(attributes) as Record<string, unknown>,
    available: false,
  };
  return { op: 'put', item };
}
