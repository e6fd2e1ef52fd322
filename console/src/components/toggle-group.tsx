import { For } from 'solid-js';

/** A choice of one of a few, all of which are seen. */
export function ToggleGroup(props: {
  label: string;
  options: readonly { id: string; label: string }[];
  selected: string;
  onSelect: (id: string) => void;
}) {
  return (
    <fieldset class="inline-flex max-w-full flex-wrap gap-1 rounded-md border border-line bg-card p-1">
      <legend class="sr-only">{props.label}</legend>
      <For each={props.options}>
        {({ id, label }) => (
          <button
            type="button"
            aria-pressed={props.selected === id}
            onClick={() => props.onSelect(id)}
            class="min-h-8 rounded-sm px-2.5 text-sm text-soft hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine"
          >
            {label}
          </button>
        )}
      </For>
    </fieldset>
  );
}
