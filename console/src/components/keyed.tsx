import { createMemo, For, type JSX, untrack } from 'solid-js';

/**
 * Draws each row once for as long as its key is in the list, whatever changes in it: what is open, typed or focused there stays. `children` gets the row as it is now: a field that is
 * read within what is drawn (a property of a component, an expression) is read anew when the row changes; one that is read before, as by taking it out of the row, draws anew. Keys are
 * unique.
 */
export function Keyed<Row extends object>(props: {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  children: (row: Row) => JSX.Element;
}) {
  const byKey = createMemo(() => new Map(props.rows.map((row) => [props.keyOf(row), row])));
  return (
    <For each={[...byKey().keys()]}>
      {(key) => {
        const first = untrack(byKey).get(key);
        if (first === undefined) return null;
        // A row that has left the list stays as it was while it is taken away.
        const row = createMemo<Row>((before) => byKey().get(key) ?? before, first);
        return props.children(asItIs(row));
      }}
    </For>
  );
}

/** Reads every field from what `row` is at the moment. */
function asItIs<Row extends object>(row: () => Row): Row {
  return new Proxy(untrack(row), {
    get: (_, name) => Reflect.get(row(), name),
    has: (_, name) => Reflect.has(row(), name),
    ownKeys: () => Reflect.ownKeys(row()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(row(), name),
  });
}
