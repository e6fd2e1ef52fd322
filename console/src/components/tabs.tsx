import { Tabs as Primitive } from '@kobalte/core/tabs';
import { For, type JSX } from 'solid-js';

export type Tab = { id: string; label: string; content: () => JSX.Element };

/** Several contents in one place, of which one is seen. Give `selected` and `onSelect` to keep the choice in the URL. */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  selected?: string | undefined;
  onSelect?: ((id: string) => void) | undefined;
}) {
  return (
    <Primitive value={props.selected} onChange={props.onSelect}>
      <Primitive.List aria-label={props.label} class="mb-4 flex gap-1 overflow-x-auto border-b border-line">
        <For each={props.tabs}>
          {({ id, label }) => (
            <Primitive.Trigger
              value={id}
              class="-mb-px min-h-10 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap text-soft hover:text-ink data-selected:border-pine data-selected:text-ink"
            >
              {label}
            </Primitive.Trigger>
          )}
        </For>
      </Primitive.List>
      <For each={props.tabs}>{({ id, content }) => <Primitive.Content value={id}>{content()}</Primitive.Content>}</For>
    </Primitive>
  );
}
