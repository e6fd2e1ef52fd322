import { For, type JSX, Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Picture } from '#console/components/picture.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { moneyIn } from '#console/format/numbers.ts';
import type { Preview } from '#console/queries/rules.ts';
import { earnedByLost } from '#console/rules/earned-by-lost.ts';
import { lossText } from '#console/rules/loss-words.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { TopProducts } from '#schemas/http/analytics.ts';

type Previewed = Preview[number];
type Item = Previewed['before']['data'][number];

/** One question before and after, side by side: what is lost and why, what is won and by which rule, and what the lost ones have earned in the last 30 days. */
export function PreviewedQuestion(props: { name: string; answer: Previewed; earners: TopProducts }) {
  const { tenant } = useTenant();
  const lost = (productId: string) => props.answer.lost.find((one) => one.productId === productId);
  const won = (productId: string) => props.answer.won.find((one) => one.productId === productId);
  const isSame = () =>
    props.answer.before.data.map(({ productId }) => productId).join('\n') ===
    props.answer.after.data.map(({ productId }) => productId).join('\n');
  const earned = () =>
    earnedByLost(
      props.answer.lost.map(({ productId }) => productId),
      props.earners,
    );
  return (
    <li class="rounded-md border border-line p-4">
      <div class="flex flex-wrap items-center gap-2">
        <h3 class="font-medium">{props.name}</h3>
        <Show when={isSame()} fallback={<Badge tone="notice">changes</Badge>}>
          <Badge>stays the same</Badge>
        </Show>
        <Show when={earned().revenue > 0}>
          <span class="text-sm text-soft">
            What is lost led to {earned().isAtLeast ? 'at least ' : ''}
            {moneyIn(tenant().config.currency)(earned().revenue)} in the last 30 days.
          </span>
        </Show>
      </div>
      <Show when={!isSame()}>
        <div class="mt-3 grid gap-5 sm:grid-cols-2">
          <Answer title="Before" items={props.answer.before.data}>
            {(item) => (
              <Show when={lost(item.productId)}>
                {(one) => <span class="text-rust">Lost: {lossText(one().because, one().rule)}</span>}
              </Show>
            )}
          </Answer>
          <Answer title="After" items={props.answer.after.data}>
            {(item) => (
              <Show when={won(item.productId)}>
                {(one) => (
                  <span class="text-pine">
                    New: {strategyText(one().strategy)}
                    {one().rules.length === 0 ? '' : `, by ${one().rules.join(', ')}`}
                  </span>
                )}
              </Show>
            )}
          </Answer>
        </div>
      </Show>
    </li>
  );
}

function Answer(props: { title: string; items: readonly Item[]; children: (item: Item) => JSX.Element }) {
  return (
    <section>
      <h4 class="mb-2 text-sm font-medium text-soft">{props.title}</h4>
      <Show when={props.items.length > 0} fallback={<p class="text-sm text-soft">Nothing is shown.</p>}>
        <ol class="space-y-2">
          <For each={props.items}>
            {(item) => (
              <li class="flex items-center gap-3 text-sm">
                <Picture imageUrl={item.imageUrl} name={item.name} class="size-9" />
                <span class="min-w-0">
                  <span class="block break-words">{item.name}</span>
                  <span class="block text-xs">{props.children(item)}</span>
                </span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </section>
  );
}
