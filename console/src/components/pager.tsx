import { Button } from '#console/components/button.tsx';
import { count } from '#console/format/numbers.ts';

/** Says which part of a list is shown, and leads to the parts before and behind it. */
export function Pager(props: { offset: number; limit: number; total: number; onGo: (offset: number) => void }) {
  const last = () => Math.min(props.offset + props.limit, props.total);
  return (
    <nav aria-label="Pages" class="mt-4 flex flex-wrap items-center justify-between gap-3 text-sm text-soft">
      <p class="figures">
        {count(props.total === 0 ? 0 : props.offset + 1)} to {count(last())} of {count(props.total)}
      </p>
      <div class="flex gap-2">
        <Button
          isSmall
          disabled={props.offset === 0}
          onClick={() => props.onGo(Math.max(0, props.offset - props.limit))}
        >
          Previous
        </Button>
        <Button isSmall disabled={last() >= props.total} onClick={() => props.onGo(props.offset + props.limit)}>
          Next
        </Button>
      </div>
    </nav>
  );
}
