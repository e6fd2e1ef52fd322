import { For, Show } from 'solid-js';
import { Empty } from '#console/components/empty.tsx';
import { ExplainedItems } from '#console/explain/explained-items.tsx';
import type { Preview } from '#console/queries/rules.ts';
import { lossText } from '#console/rules/loss-words.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** The answer that a change would give: what is new in it and by what, what stood elsewhere, and what is lost and why. */
export function ComparedAnswer(props: { compared: Preview[number]; nameOf: (productId: string) => string }) {
  const after = () => props.compared.after.data;
  const nameBefore = (productId: string) =>
    props.compared.before.data.find((item) => item.productId === productId)?.name ?? productId;
  const by = (rules: readonly string[]) => (rules.length === 0 ? '' : `, by rule ${rules.join(', ')}`);
  const markOf = (productId: string): string | undefined => {
    const { won, moved } = props.compared;
    const isNew = won.find((one) => one.productId === productId);
    if (isNew !== undefined) return `new: ${strategyText(isNew.strategy)}${by(isNew.rules)}`;
    const elsewhere = moved.find((one) => one.productId === productId);
    return elsewhere === undefined ? undefined : `was ${elsewhere.from + 1}${by(elsewhere.rules)}`;
  };
  const isSame = () => {
    const { won, lost, moved } = props.compared;
    return won.length + lost.length + moved.length === 0;
  };
  return (
    <div class="space-y-5">
      <Show when={isSame()}>
        <p role="status" class="text-sm text-soft">
          It changes nothing here: the same products, in the same order.
        </p>
      </Show>
      <Show
        when={after().length > 0}
        fallback={
          <Empty title="Nothing would be answered">
            <p>Nothing speaks for any product then.</p>
          </Empty>
        }
      >
        <ExplainedItems items={after()} markOf={markOf} nameOf={props.nameOf} />
      </Show>
      <Show when={props.compared.lost.length > 0}>
        <section aria-label="What it loses" class="border-t border-line pt-4 text-sm">
          <h3 class="mb-1 font-medium">What it loses</h3>
          <ul class="list-disc space-y-1 pl-5">
            <For each={props.compared.lost}>
              {({ productId, because, rule }) => (
                <li class="break-words">
                  {nameBefore(productId)} <span class="text-soft">{lossText(because, rule)}</span>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </div>
  );
}
