import { For } from 'solid-js';

/** Stands where something will be, as large as it will be, so that nothing moves when it comes. */
export function Skeleton(props: { class?: string; lines?: number }) {
  return (
    <div role="status" aria-label="Loading" class="space-y-3">
      <For each={Array.from({ length: props.lines ?? 1 })}>
        {() => <div class={`animate-pulse rounded-sm bg-sunken ${props.class ?? 'h-5 w-full'}`} />}
      </For>
    </div>
  );
}
