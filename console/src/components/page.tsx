import { Title } from '@solidjs/meta';
import { type JSX, Show } from 'solid-js';

/** The frame of a page of the dashboard: its title, here and in the tab of the browser, what it is for, and what can be done on it. */
export function Page(props: { title: string; hint?: JSX.Element; actions?: JSX.Element; children: JSX.Element }) {
  return (
    <div class="mx-auto w-full max-w-6xl space-y-6">
      <Title>{`${props.title} · RecomEngine`}</Title>
      <header class="flex flex-wrap items-end justify-between gap-4">
        <div class="min-w-0">
          <h1 class="text-2xl break-words">{props.title}</h1>
          <Show when={props.hint}>
            <p class="mt-1 max-w-2xl text-soft">{props.hint}</p>
          </Show>
        </div>
        <div class="flex flex-wrap gap-2">{props.actions}</div>
      </header>
      {props.children}
    </div>
  );
}
