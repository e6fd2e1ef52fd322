import type { Answer, PathOf } from './operations.ts';

type Page<Item> = { data: Item[]; meta: { total: number; offset: number; next?: string } };
type Lists = PathOf<'get'>;

/** The paths whose answers are pages of a list. */
export type PagedPath = { [P in Lists]: Answer<'get', P> extends Page<unknown> ? P : never }[Lists];
export type ItemOf<P extends PagedPath> = Answer<'get', P> extends Page<infer Item> ? Item : never;

/** Yields what pages hold: by `next`, which reads lists of any size, where they have it; else by offset, where what is new meanwhile may come twice. */
export async function* itemsOfPages<Item>(
  ask: (query: object) => Promise<unknown>,
  query: object = {},
): AsyncGenerator<Item> {
  let place: { after?: string; offset?: number } = {};
  for (;;) {
    const { data, meta } = (await ask({ ...query, ...place })) as Page<Item>;
    yield* data;
    const end = meta.offset + data.length;
    if (meta.next !== undefined) place = { after: meta.next };
    else if (data.length === 0 || place.after !== undefined || end >= meta.total) return;
    else place = { offset: end };
  }
}
