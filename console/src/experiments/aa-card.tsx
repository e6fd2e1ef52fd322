import { For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { labelOf } from '#console/experiments/metrics.ts';
import { count, percent } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import type { AaReplay } from '#schemas/http/experiment-results.ts';

/** Whether the tests find what is not there: the shoppers of the experiment, split at random a thousand times. */
export function AaCard(props: { replay: AaReplay | null; isReadOnly: boolean; onReplay: () => Promise<void> }) {
  return (
    <Card
      title="A/A check"
      hint="The same shoppers split at random, where no split can have an effect: an honest test finds one in about 5 % of runs."
      actions={
        <Button disabled={props.isReadOnly} onClick={() => attempt(props.onReplay)}>
          Run the A/A check
        </Button>
      }
    >
      <Show when={props.replay} fallback={<p class="text-sm text-soft">Not run yet. It takes some seconds.</p>}>
        {(replay) => (
          <>
            <ul class="space-y-2 text-sm">
              <For each={replay().falsePositives}>
                {(one) => (
                  <li class="flex flex-wrap gap-x-3">
                    <span class="w-44 font-medium">{labelOf(one.metric)}</span>
                    <span class="figures">
                      {one.share === null
                        ? 'could be computed in no run'
                        : `${percent(one.share)} of runs, ${percent(one.shareInterval?.lower ?? 0)} to ${percent(one.shareInterval?.upper ?? 0)}`}
                    </span>
                    <Show when={one.lowConfidence}>
                      <span class="text-ochre">too few shoppers to speak for others</span>
                    </Show>
                  </li>
                )}
              </For>
            </ul>
            <p class="figures mt-3 text-sm text-soft">
              {count(replay().runs)} splits of {several(replay().users, 'shopper')}.
            </p>
          </>
        )}
      </Show>
    </Card>
  );
}
