import { Button } from '#console/components/button.tsx';
import { count } from '#console/format/numbers.ts';

/** Says which part of a list is shown, and leads to the parts before and behind it. With `isAtLeast` the total was not counted to its end, and `hasMore` says whether a part comes behind this one. */
export function Pager(props: {
  offset: number;
  limit: number;
  total: number;
  isAtLeast?: boolean;
  hasMore?: boolean;
  onGo: (offset: number) => void;
}) {
  const shownTo = () => props.offset + props.limit;
  const last = () => (props.isAtLeast ? shownTo() : Math.min(shownTo(), props.total));
  const hasMore = () => props.hasMore ?? last() < props.total;
  return (
    <nav aria-label="Pages" class="mt-4 flex flex-wrap items-center justify-between gap-3 text-sm text-soft">
      <p class="figures">
        {count(props.total === 0 ? 0 : props.offset + 1)} to {count(last())} of {props.isAtLeast ? 'more than ' : ''}
        {count(props.total)}
      </p>
      <div class="flex gap-2">
        <Button
          isSmall
          disabled={props.offset === 0}
          onClick={() => props.onGo(Math.max(0, props.offset - props.limit))}
        >
          Previous
        </Button>
        <Button isSmall disabled={!hasMore()} onClick={() => props.onGo(props.offset + props.limit)}>
          Next
        </Button>
      </div>
    </nav>
  );
}
