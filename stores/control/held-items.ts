import type pg from 'pg';
import type { ControlKind, Written } from './control-kind.ts';

/** The items of one kind that a process holds. A look-up and a change cost the same however many it holds. */
export type HeldItems<Item> = Omit<ControlPart, 'all'> & {
  get(id: string): Item | undefined;
  /** Finds an item by one of its other names (`namesOf`). */
  find(name: string | number): Item | undefined;
  ofTenant(tenantId: string): readonly Item[];
  all(): Iterable<Item>;
};

/** The items of any kind, as far as reading changes needs them. */
export type ControlPart = {
  readonly subject: string;
  readonly size: number;
  /** Reads the rows in force: those with these ids, or all. */
  read(client: pg.PoolClient, ids: readonly string[] | null): Promise<object[]>;
  /** Returns the id of such a row. */
  idOf(row: object): string;
  /** Takes a row from Postgres or from the file, in place of the item it held under that id. */
  put(row: object): void;
  drop(id: string): void;
  dropTenant(tenantId: string): void;
  clear(): void;
  all(): Iterable<object>;
};

export function holdItems<Item extends { tenantId: string }>(kind: ControlKind<Item>): HeldItems<Item> {
  const select = `SELECT ${kind.columns} FROM ${kind.view}`;
  const items = new Map<string, Item>();
  const byName = new Map<string | number, Item>();
  const idsOf = new Map<string, Set<string>>();

  function drop(id: string): void {
    const item = items.get(id);
    if (item === undefined) return;
    items.delete(id);
    for (const name of kind.namesOf(item)) if (byName.get(name) === item) byName.delete(name);
    const ids = idsOf.get(item.tenantId);
    ids?.delete(id);
    if (ids?.size === 0) idsOf.delete(item.tenantId);
  }

  return {
    subject: kind.subject,
    get size() {
      return items.size;
    },
    async read(client, ids) {
      const { rows } =
        ids === null
          ? await client.query<object>(select)
          : await client.query<object>(`${select} WHERE ${kind.idColumn} = ANY ($1::uuid[])`, [ids]);
      return rows;
    },
    idOf: (row) => kind.idOf(row as Item),
    put(row) {
      const item = kind.toItem(row as Written<Item>);
      const id = kind.idOf(item);
      drop(id);
      items.set(id, item);
      for (const name of kind.namesOf(item)) byName.set(name, item);
      const ids = idsOf.get(item.tenantId) ?? new Set();
      idsOf.set(item.tenantId, ids.add(id));
    },
    drop,
    dropTenant(tenantId) {
      for (const id of [...(idsOf.get(tenantId) ?? [])]) drop(id);
    },
    clear() {
      items.clear();
      byName.clear();
      idsOf.clear();
    },
    get: (id) => items.get(id),
    find: (name) => byName.get(name),
    ofTenant: (tenantId) => [...(idsOf.get(tenantId) ?? [])].flatMap((id) => items.get(id) ?? []),
    all: () => items.values(),
  };
}
