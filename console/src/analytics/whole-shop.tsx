import { Match, Switch } from 'solid-js';
import { Loaded } from '#console/components/loaded.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { Stat } from '#console/components/stat.tsx';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readWholeShop } from '#console/queries/analytics.ts';
import type { OverviewQuery, WholeShop } from '#schemas/http/analytics.ts';

const whyNotCounted: Record<NonNullable<WholeShop['notCounted']>, string> = {
  too_much: 'these days have more events than can be counted at once: choose fewer days',
  archived: 'some events of these days are in the archive',
  former_currency: 'the currency was changed, and older amounts are still in the former one',
};

/** Revenue of recommendations by visitor, and as a share of all revenue, of the window and the filters of the page. */
export function WholeShopFigures(props: { question: { id: string; query: OverviewQuery }; currency: string }) {
  const figures = createLiveQuery(
    () => props.question,
    async ({ id, query }, signal) => (await readWholeShop(id, query, signal)).data,
  );
  const money = (value: number) => moneyIn(props.currency)(value);
  return (
    <section aria-label="Measured by the whole shop">
      <Loaded query={figures} skeleton={<Skeleton class="h-70 w-full rounded-lg md:h-32.5" />}>
        {(answer) => (
          <Switch>
            <Match when={answer().notCounted}>
              {(reason) => (
                <p class="text-sm text-soft">
                  Revenue per visitor and share of revenue are not counted: {whyNotCounted[reason()]}.
                </p>
              )}
            </Match>
            <Match when={countedOf(answer())}>
              {(counted) => (
                <dl class="grid gap-3 md:grid-cols-2">
                  <Stat
                    label="Revenue per visitor"
                    figure={counted().revenuePerVisitor}
                    format={money}
                    hint={`of ${count(counted().visitors.value)} shoppers who did anything`}
                  />
                  <Stat
                    label="Share of revenue"
                    figure={counted().shareOfRevenue}
                    format={percent}
                    hint={`of ${money(counted().totalRevenue.value)} of all purchases`}
                  />
                </dl>
              )}
            </Match>
          </Switch>
        )}
      </Loaded>
    </section>
  );
}

function countedOf({ visitors, totalRevenue, revenuePerVisitor, shareOfRevenue }: WholeShop) {
  if (visitors === null || totalRevenue === null || revenuePerVisitor === null || shareOfRevenue === null) return null;
  return { visitors, totalRevenue, revenuePerVisitor, shareOfRevenue };
}
