import { For } from 'solid-js';

/** The titles above a table of results. */
export function HeadingRow(props: { titles: readonly string[] }) {
  return (
    <thead>
      <tr class="border-b border-line text-left text-soft">
        <For each={props.titles}>
          {(title) => (
            <th scope="col" class="py-2 pr-4 font-medium whitespace-nowrap">
              {title}
            </th>
          )}
        </For>
      </tr>
    </thead>
  );
}
