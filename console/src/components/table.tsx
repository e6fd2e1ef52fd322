import { For, type JSX } from 'solid-js';

export type Column<Row> = {
  title: string;
  /** Figures stand to the right, so that their digits line up. */
  isFigure?: boolean;
  cell: (row: Row) => JSX.Element;
};

/** Rows of the same kind. On narrow screens the table scrolls by itself, and the page does not. */
export function Table<Row>(props: { caption: string; columns: readonly Column<Row>[]; rows: readonly Row[] }) {
  const align = (column: Column<Row>) => (column.isFigure === true ? 'text-right figures' : 'text-left');
  return (
    <section class="relative -mx-5 overflow-x-auto px-5" tabindex="0" aria-label={props.caption}>
      <table class="w-full border-collapse text-sm">
        <caption class="sr-only">{props.caption}</caption>
        <thead>
          <tr class="border-b border-line text-soft">
            <For each={props.columns}>
              {(column) => (
                <th scope="col" class={`px-3 py-2 font-medium whitespace-nowrap first:pl-0 last:pr-0 ${align(column)}`}>
                  {column.title}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr class="border-b border-line last:border-0">
                <For each={props.columns}>
                  {(column) => <td class={`px-3 py-2.5 first:pl-0 last:pr-0 ${align(column)}`}>{column.cell(row)}</td>}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}
