import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { productPath } from '#console/catalog/product-path.ts';
import { Loaded } from '#console/components/loaded.tsx';
import { Picture } from '#console/components/picture.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import type { Space } from '#console/queries/catalog.ts';
import { askRecommendations } from '#console/queries/recommendations.ts';

/** What a strategy answers on the page of a product, each with its reason. */
export function Neighbours(props: {
  productId: string;
  space: Space;
  strategy: 'content_based' | 'frequently_bought_together' | 'session';
}) {
  const { tenant } = useTenant();
  const query = createLiveQuery(
    () => ({ id: tenant().id, productId: props.productId, space: props.space, strategy: props.strategy }),
    async ({ id, ...question }, signal) =>
      (await askRecommendations(id, { ...question, limit: 6, fill: false, rules: 'off', locale: 'en' }, signal)).data,
  );
  return (
    <Loaded query={query}>
      {(items) => (
        <Show when={items().length > 0} fallback={<p class="text-sm text-soft">Nothing speaks for any product yet.</p>}>
          <ul class="space-y-3">
            <For each={items()}>
              {(item) => (
                <li class="flex items-center gap-3">
                  <Picture imageUrl={item.imageUrl} name={item.name} />
                  <div class="min-w-0 text-sm">
                    <A
                      href={productPath(tenant().id, props.space, item.productId)}
                      class="font-medium text-pine underline-offset-4 hover:underline"
                    >
                      {item.name}
                    </A>
                    <p class="text-soft">{item.reason}</p>
                  </div>
                </li>
              )}
            </For>
          </ul>
        </Show>
      )}
    </Loaded>
  );
}
