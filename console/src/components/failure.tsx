import { Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Said } from '#console/components/said.tsx';
import { failureText } from '#console/http/failure-text.ts';
import { ApiProblem, mayAnswerLater } from '#console/http/problem.ts';

/** Says what could not be loaded or done, why, and under which request id, and offers to try again where that may help. */
export function Failure(props: { error: unknown; onRetry?: (() => void) | undefined }) {
  const requestId = () => (props.error instanceof ApiProblem ? props.error.requestId : '');
  return (
    <div role="alert" class="rounded-md border border-rust/40 bg-rust-soft px-4 py-3 text-sm text-rust">
      <p class="font-medium">
        <Said text={failureText(props.error)} />
      </p>
      <Show when={requestId()}>
        <p class="mt-1 font-mono text-xs">request {requestId()}</p>
      </Show>
      <Show when={mayAnswerLater(props.error) && props.onRetry}>
        {(retry) => (
          <Button isSmall class="mt-3" onClick={() => retry()()}>
            Try again
          </Button>
        )}
      </Show>
    </div>
  );
}
