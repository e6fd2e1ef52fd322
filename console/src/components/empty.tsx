import { type JSX, Show } from 'solid-js';

/**
 * Says that there is nothing, and what to do: nothing yet (`children` hold the next step), or nothing under these filters (give `onClear`, which clears them). What could not
 * be loaded is never this: see `failure.tsx`.
 */
export function Empty(props: { title: string; onClear?: () => void; children?: JSX.Element }) {
  return (
    <div class="rounded-md border border-dashed border-line px-6 py-10 text-center">
      <p class="font-medium">{props.title}</p>
      <Show when={props.children}>
        <div class="mx-auto mt-2 max-w-prose space-y-4 text-sm text-soft">{props.children}</div>
      </Show>
      <Show when={props.onClear}>
        {(clear) => (
          <button
            type="button"
            class="mt-4 text-sm font-medium text-pine underline underline-offset-4"
            onClick={() => clear()()}
          >
            Clear the filters
          </button>
        )}
      </Show>
    </div>
  );
}
