import { type JSX, Show } from 'solid-js';
import { Failure } from '#console/components/failure.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import type { LiveQuery } from '#console/http/live-query.ts';

/**
 * Shows the answer of a query once it is there. Before that a skeleton (`null` is none); if it could not be loaded why, with a retry. A failed refresh leaves the last answer where it is
 * and says above it that it is old; with `isFrame` only what lies in it says so, which asks too.
 */
export function Loaded<Answer>(props: {
  query: LiveQuery<Answer>;
  skeleton?: JSX.Element;
  isFrame?: boolean;
  children: (answer: () => Answer) => JSX.Element;
}) {
  return (
    <>
      <Show when={(props.isFrame !== true || props.query.answer() === undefined) && props.query.error()}>
        {(error) => (
          <div class="mb-4">
            <Failure error={error()} onRetry={props.query.refresh} />
          </div>
        )}
      </Show>
      <Show
        when={props.query.answer()}
        fallback={
          <Show when={props.query.error() === null}>
            {props.skeleton === undefined ? <Skeleton lines={4} /> : props.skeleton}
          </Show>
        }
      >
        {(answer) => props.children(answer)}
      </Show>
    </>
  );
}
