import { Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { count } from '#console/format/numbers.ts';

/** Where a page of a list is in all of it, and the ways to the pages beside it. `onMove` gets the offset to go to. Nothing where all of the list is shown. */
export function Paging(props: {
  meta: { total: number; limit: number; offset: number };
  onMove: (offset: number) => void;
}) {
  const last = () => Math.min(props.meta.total, props.meta.offset + props.meta.limit);
  return (
    <Show when={props.meta.total > props.meta.limit || props.meta.offset > 0}>
      <nav aria-label="Pages of the list" class="mt-4 flex flex-wrap items-center gap-3 text-sm text-soft">
        <Button
          isSmall
          disabled={props.meta.offset === 0}
          onClick={() => props.onMove(Math.max(0, props.meta.offset - props.meta.limit))}
        >
          Newer
        </Button>
        <Button isSmall disabled={last() >= props.meta.total} onClick={() => props.onMove(last())}>
          Older
        </Button>
        <span class="figures">
          {count(Math.min(props.meta.offset + 1, props.meta.total))} to {count(last())} of {count(props.meta.total)}
        </span>
      </nav>
    </Show>
  );
}
