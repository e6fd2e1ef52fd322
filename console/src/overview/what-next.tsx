import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { listWithResults } from '#console/experiments/list-with-results.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { nextThings } from '#console/overview/next-things.ts';
import { readKpis } from '#console/queries/analytics.ts';
import { countWaitingLetters } from '#console/queries/dead-letters.ts';

/** What an admin does best now, read anew with each `round`. */
export function WhatNext(props: { tenantId: string; currency: string; round: number }) {
  const things = createLiveQuery(
    () => ({ id: props.tenantId, currency: props.currency, round: props.round }),
    async ({ id, currency }, signal) => {
      const [deadLetters, experiments, kpis] = await Promise.all([
        countWaitingLetters(id, signal),
        listWithResults(id, signal),
        readKpis(id, { compare: 'none' }, signal),
      ]);
      const { impressions, revenue, foreignCurrency } = kpis.data;
      return nextThings({
        deadLetters,
        isStale: kpis.meta.freshness.isStale,
        experiments: experiments.all,
        impressions: impressions.value,
        revenue: revenue.value,
        currency,
        foreignCurrency: foreignCurrency.value,
      });
    },
  );
  return (
    <Card title="What to do next">
      <Loaded query={things}>
        {(next) => (
          <Show when={next().length > 0} fallback={<p class="text-sm text-soft">Nothing waits for you.</p>}>
            <ul class="space-y-2 text-sm">
              <For each={next()}>
                {({ text, path }) => (
                  <li>
                    <A
                      href={`${tenantPath(props.tenantId)}${path}`}
                      class="underline decoration-line underline-offset-4 hover:text-pine"
                    >
                      {text}
                    </A>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Card>
  );
}
