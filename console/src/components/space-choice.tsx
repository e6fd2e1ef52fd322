import { useSearchParams } from '@solidjs/router';
import { For } from 'solid-js';

const spaces = ['live', 'test'] as const;

/** Returns which half of the tenant the URL names: live, unless it says test. */
export function useSpace(): () => 'live' | 'test' {
  const [search] = useSearchParams<{ space?: string }>();
  return () => (search.space === 'test' ? 'test' : 'live');
}

/** Chooses the half of the tenant that a page shows. It is in the URL. */
export function SpaceChoice() {
  const [, setSearch] = useSearchParams<{ space?: string; offset?: string }>();
  const space = useSpace();
  return (
    <fieldset class="flex items-center gap-1 rounded-md border border-line bg-card p-1">
      <legend class="sr-only">Space</legend>
      <For each={spaces}>
        {(name) => (
          <button
            type="button"
            aria-pressed={space() === name}
            class="min-h-8 rounded-sm px-2.5 text-sm text-soft hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine"
            onClick={() => setSearch({ space: name === 'live' ? undefined : name, offset: undefined })}
          >
            {name}
          </button>
        )}
      </For>
    </fieldset>
  );
}
