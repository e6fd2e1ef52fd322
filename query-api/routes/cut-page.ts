/** Cuts what was read for a page, one more than its `limit`, to the page, and says how the next one begins. */
export function cutPage<Item>(
  read: readonly Item[],
  limit: number,
  idOf: (item: Item) => string,
): { page: Item[]; next?: string } {
  const page = read.slice(0, limit);
  const last = page.at(-1);
  return read.length > limit && last !== undefined ? { page, next: idOf(last) } : { page };
}
