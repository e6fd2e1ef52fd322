import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { Keyed } from '#console/components/keyed.tsx';
import { Scrolls } from '#console/components/scrolls.tsx';

export type Column<Row> = {
  title: string;
  /** Figures stand to the right, so that their digits line up. */
  isFigure?: boolean;
  cell: (row: Row) => JSX.Element;
};

const align = (column: { isFigure?: boolean }) =>
  column.isFigure === true ? 'text-right whitespace-nowrap figures' : 'text-left';

/** Rows of the same kind. On narrow screens the table is as wide as its texts want, up to a line of reading each, and scrolls by itself, so that rows stay low; the page does not scroll. With `detail`, a row unfolds into it. With `keyOf`, a row stays as it is drawn when something in it changes. */
export function Table<Row extends object>(props: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  detail?: (row: Row) => JSX.Element;
  keyOf?: (row: Row) => string;
}) {
  const draw = (row: Row) => <TableRow row={row} columns={props.columns} detail={props.detail} />;
  return (
    <Scrolls label={props.caption} class="@container relative -mx-5 px-5">
      <table class="w-full border-collapse text-sm max-lg:w-max max-lg:min-w-full">
        <caption class="sr-only">{props.caption}</caption>
        <thead>
          <tr class="border-b border-line text-soft">
            <Show when={props.detail}>
              <th scope="col" class="w-9">
                <span class="sr-only">Details</span>
              </th>
            </Show>
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
          <Show when={props.keyOf} fallback={<For each={props.rows}>{draw}</For>}>
            {(keyOf) => (
              <Keyed rows={props.rows} keyOf={keyOf()}>
                {draw}
              </Keyed>
            )}
          </Show>
        </tbody>
      </table>
    </Scrolls>
  );
}

function TableRow<Row extends object>(props: {
  row: Row;
  columns: readonly Column<Row>[];
  detail: ((row: Row) => JSX.Element) | undefined;
}) {
  const [isOpen, setIsOpen] = createSignal(false);
  const id = createUniqueId();
  return (
    <>
      <tr class="border-b border-line last:border-0">
        <Show when={props.detail}>
          <td>
            <button
              type="button"
              aria-expanded={isOpen()}
              aria-controls={isOpen() ? id : undefined}
              aria-label="Details"
              class="grid size-8 place-items-center rounded-sm text-soft hover:bg-sunken hover:text-ink"
              onClick={() => setIsOpen((was) => !was)}
            >
              <svg
                aria-hidden="true"
                viewBox="0 0 16 16"
                class={`size-4 transition-transform ${isOpen() ? 'rotate-90' : ''}`}
                fill="none"
                stroke="currentColor"
                stroke-width="1.6"
              >
                <path d="m6 4 4 4-4 4" />
              </svg>
            </button>
          </td>
        </Show>
        <For each={props.columns}>
          {(column) => (
            <td
              class={`px-3 py-2.5 first:pl-0 last:pr-0 ${align(column)} ${column.isFigure === true ? '' : 'max-lg:max-w-72'}`}
            >
              {column.cell(props.row)}
            </td>
          )}
        </For>
      </tr>
      <Show when={isOpen() && props.detail}>
        {(detail) => (
          <tr id={id} class="border-b border-line last:border-0">
            <td colspan={props.columns.length + 1} class="py-4">
              <div class="sticky left-0 w-[100cqw]">{detail()(props.row)}</div>
            </td>
          </tr>
        )}
      </Show>
    </>
  );
}
