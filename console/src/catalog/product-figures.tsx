import { Freshness } from '#console/components/freshness.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import type { Space } from '#console/queries/catalog.ts';
import { readTopProducts } from '#console/queries/top-products.ts';

const nothing = { impressions: 0, clicks: 0, ctr: 0, conversions: 0, revenue: 0 };

/** What recommendations of a product led to in the last 30 days. */
export function ProductFigures(props: { productId: string; space: Space }) {
  const { tenant } = useTenant();
  const query = createLiveQuery(
    () => ({ id: tenant().id, space: props.space, productId: props.productId }),
    ({ id, ...query }, signal) => readTopProducts(id, query, signal),
  );
  return (
    <Loaded query={query}>
      {(answer) => {
        const figures = () => answer().data[0] ?? nothing;
        return (
          <div class="space-y-4">
            <dl class="grid grid-cols-2 gap-4 sm:grid-cols-5">
              <Figure label="Impressions" text={count(figures().impressions)} />
              <Figure label="Clicks" text={count(figures().clicks)} />
              <Figure label="CTR" text={percent(figures().ctr)} />
              <Figure label="Conversions" text={count(figures().conversions)} />
              <Figure label="Revenue" text={moneyIn(tenant().config.currency)(figures().revenue)} />
            </dl>
            <Freshness freshness={answer().meta.freshness} answeredAtMs={query.answeredAtMs()} />
          </div>
        );
      }}
    </Loaded>
  );
}

function Figure(props: { label: string; text: string }) {
  return (
    <div>
      <dt class="text-sm text-soft">{props.label}</dt>
      <dd class="figures mt-0.5 text-lg font-semibold">{props.text}</dd>
    </div>
  );
}
