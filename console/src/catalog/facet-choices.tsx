import { For, type JSX, Show } from 'solid-js';
import { count } from '#console/format/numbers.ts';

/** Values that are seen without asking for more. */
const seenAtFirst = 12;

/** The values of a facet, each with how many products it leaves. A click on the chosen one takes it back. */
export function FacetChoices(props: {
  title: string;
  /** Named by a screen reader. */
  label: string;
  any: string;
  values: readonly { value: string; products: number }[];
  isChosen: (value: string) => boolean;
  onChoose: (value: string | undefined) => void;
  actions?: JSX.Element;
}) {
  const list = (values: () => readonly { value: string; products: number }[]) => (
    <ul class="space-y-0.5">
      <For each={values()}>
        {({ value, products }) => (
          <li>
            <button
              type="button"
              aria-pressed={props.isChosen(value)}
              onClick={() => props.onChoose(props.isChosen(value) ? undefined : value)}
              class="flex min-h-8 w-full items-center justify-between gap-2 rounded-sm px-2 text-left text-sm text-soft hover:bg-sunken hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine"
            >
              <span class="min-w-0 break-words">{value}</span>
              <span class="figures">{count(products)}</span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
  const others = () => props.values.slice(seenAtFirst);
  return (
    <section aria-label={props.label}>
      <div class="mb-1.5 flex items-baseline justify-between gap-2">
        <h2 class="min-w-0 text-sm font-medium break-words">{props.title}</h2>
        <Show when={props.values.some(({ value }) => props.isChosen(value))} fallback={props.actions}>
          <button type="button" class="shrink-0 text-sm text-pine underline" onClick={() => props.onChoose(undefined)}>
            {props.any}
          </button>
        </Show>
      </div>
      {list(() => props.values.slice(0, seenAtFirst))}
      <Show when={others().length > 0}>
        <details>
          <summary class="min-h-8 px-2 py-1.5 text-sm text-pine">{others().length} more</summary>
          {list(others)}
        </details>
      </Show>
    </section>
  );
}
