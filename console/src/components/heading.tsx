import { type JSX, Show } from 'solid-js';

const levels = {
  page: { header: 'items-end gap-4', hint: 'mt-1 max-w-2xl' },
  part: { header: 'mb-4 items-start gap-x-4 gap-y-2', hint: 'mt-0.5 text-sm' },
} as const;

/** What stands above a page, or above a part of it: its title, what it is for, and what can be done to all of it. */
export function Heading(props: {
  of: keyof typeof levels;
  title: JSX.Element;
  hint?: JSX.Element;
  actions?: JSX.Element;
}) {
  return (
    <header class={`flex flex-wrap justify-between ${levels[props.of].header}`}>
      <div class="min-w-0">
        <Show when={props.of === 'page'} fallback={<h2 class="text-lg break-words">{props.title}</h2>}>
          <h1 class="text-2xl break-words">{props.title}</h1>
        </Show>
        <Show when={props.hint}>
          <p class={`text-soft ${levels[props.of].hint}`}>{props.hint}</p>
        </Show>
      </div>
      <div class="flex flex-wrap gap-2">{props.actions}</div>
    </header>
  );
}
