import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { productPath } from '#console/catalog/product-path.ts';
import { Badge } from '#console/components/badge.tsx';
import { Picture } from '#console/components/picture.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { describeEvidence } from '#console/explain/describe-evidence.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { Recommendation } from '#schemas/http/recommendations.ts';

/** The products of an answer with their reasons and, unfolded, all that speaks for each. `markOf` says what is to be noted of a product, if anything. */
export function ExplainedItems(props: {
  items: readonly Recommendation[];
  markOf: (productId: string) => string | undefined;
  nameOf: (productId: string) => string;
}) {
  const { tenant } = useTenant();
  return (
    <ol class="space-y-4">
      <For each={props.items}>
        {(item, index) => (
          <li class="flex gap-3">
            <span class="figures w-5 shrink-0 pt-0.5 text-right text-sm text-faint">{index() + 1}</span>
            <Picture imageUrl={item.imageUrl} name={item.name} class="size-12" />
            <div class="min-w-0 flex-1 text-sm">
              <p class="flex flex-wrap items-center gap-2">
                <A
                  href={productPath(tenant().id, 'live', item.productId)}
                  class="min-w-0 font-medium break-words text-pine underline-offset-4 hover:underline"
                >
                  {item.name}
                </A>
                <Show when={props.markOf(item.productId)}>{(mark) => <Badge tone="notice">{mark()}</Badge>}</Show>
                <Show when={item.filledFrom}>{(from) => <Badge>filled up by {strategyText(from())}</Badge>}</Show>
              </p>
              <p class="text-soft">{item.reason}</p>
              <Show when={item.explanation}>
                {(evidence) => (
                  <details class="mt-1">
                    <summary class="text-pine">Evidence</summary>
                    <ul class="mt-1 list-disc space-y-0.5 pl-5 text-soft">
                      <For each={describeEvidence(evidence(), props.nameOf)}>{(sentence) => <li>{sentence}</li>}</For>
                    </ul>
                  </details>
                )}
              </Show>
            </div>
          </li>
        )}
      </For>
    </ol>
  );
}
