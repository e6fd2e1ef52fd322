import { type JSX, Show } from 'solid-js';

/** A part of a page, with its heading and what can be done to all of it. */
export function Card(props: {
  title?: JSX.Element;
  hint?: JSX.Element;
  actions?: JSX.Element;
  class?: string;
  children: JSX.Element;
}) {
  return (
    <section class={`min-w-0 rounded-lg border border-line bg-card p-5 shadow-card ${props.class ?? ''}`}>
      <Show when={props.title !== undefined || props.actions !== undefined}>
        <header class="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div class="min-w-0">
            <h2 class="text-lg">{props.title}</h2>
            <Show when={props.hint}>
              <p class="mt-0.5 text-sm text-soft">{props.hint}</p>
            </Show>
          </div>
          <div class="flex flex-wrap gap-2">{props.actions}</div>
        </header>
      </Show>
      {props.children}
    </section>
  );
}
