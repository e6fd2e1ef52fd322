import { createSignal, Show } from 'solid-js';
import { bucketLabel } from '#console/analytics/series.ts';
import { Card } from '#console/components/card.tsx';
import { Chart } from '#console/components/chart.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { Stat } from '#console/components/stat.tsx';
import { TenantBadge } from '#console/dashboard/tenant-badge.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { DemoBanner } from '#console/demo/demo-banner.tsx';
import { FillWithDemo } from '#console/demo/fill-with-demo.tsx';
import { FirstHour } from '#console/first-hour/first-hour.tsx';
import { isPutAway } from '#console/first-hour/put-away.ts';
import { dayIn, daysBefore, windowText } from '#console/format/days.ts';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { HealthLine } from '#console/overview/health-line.tsx';
import { LatestChanges } from '#console/overview/latest-changes.tsx';
import { UsageCard } from '#console/overview/usage-card.tsx';
import { WhatNext } from '#console/overview/what-next.tsx';
import { readKpis, readTimeseries } from '#console/queries/analytics.ts';

const shownDays = 7;

/** How a tenant does: whether events come in, the figures of its last days, and what wants to be done. */
export default function Overview() {
  const { tenant } = useTenant();
  const days = () => {
    const { timeZone } = tenant().config;
    return { id: tenant().id, query: { from: daysBefore(dayIn(timeZone, Date.now()), shownDays - 1) } };
  };
  const kpis = createLiveQuery(days, ({ id, query }, signal) => readKpis(id, query, signal));
  const series = createLiveQuery(days, async ({ id, query }, signal) => (await readTimeseries(id, query, signal)).data);
  /** Grows when the page has seen a demo become full: what was read while it was empty is read anew. */
  const [filled, setFilled] = createSignal(0);
  const readFigures = () => {
    kpis.refresh();
    series.refresh();
    setFilled((before) => before + 1);
  };
  // The first hour offers demo data as well, while it stands above.
  const [isGuided, setIsGuided] = createSignal(!isPutAway(tenant().id));
  return (
    <Page
      title={tenant().name}
      hint={
        <Show when={kpis.answer()} fallback={'\u00a0'}>
          {(answer) => windowText(answer().meta.window, answer().meta.timeZone)}
        </Show>
      }
      actions={<TenantBadge status={tenant().status} />}
    >
      <Show when={tenant().isDemo} fallback={<FirstHour tenant={tenant()} onPutAway={() => setIsGuided(false)} />}>
        <DemoBanner tenant={tenant()} onFilled={readFigures} />
      </Show>
      <HealthLine tenantId={tenant().id} timeZone={tenant().config.timeZone} />
      <Loaded query={kpis} skeleton={<Skeleton class="h-97 w-full rounded-lg lg:h-38.5" />}>
        {(answer) => (
          <dl class="grid grid-cols-2 gap-3 lg:grid-cols-5">
            <Stat label="Impressions" figure={answer().data.impressions} format={count} />
            <Stat label="Clicks" figure={answer().data.clicks} format={count} />
            <Stat label="CTR" figure={answer().data.ctr} format={percent} />
            <Stat label="Conversions" figure={answer().data.conversions} format={count} />
            <Stat label="Revenue" figure={answer().data.revenue} format={moneyIn(tenant().config.currency)} />
          </dl>
        )}
      </Loaded>
      <Card title="Impressions and clicks" hint={`By day, the last ${shownDays} days.`}>
        <Loaded query={series} skeleton={<Skeleton class="h-78 w-full" />}>
          {(buckets) => (
            <Show
              when={buckets().some(({ impressions }) => impressions > 0)}
              fallback={
                <Empty title="No recommendation was shown in these days">
                  <p>Recommendations are shown once the catalog and a first event are there.</p>
                  <Show when={!tenant().isDemo && !isGuided() && tenant().status === 'active'}>
                    <FillWithDemo />
                  </Show>
                </Empty>
              }
            >
              <Chart
                title="Impressions and clicks by day"
                format={count}
                data={{
                  labels: buckets().map(({ local }) => bucketLabel(local)),
                  series: [
                    { name: 'Impressions', values: buckets().map(({ impressions }) => impressions) },
                    { name: 'Clicks', values: buckets().map(({ clicks }) => clicks) },
                  ],
                }}
              />
            </Show>
          )}
        </Loaded>
      </Card>
      <div class="grid gap-6 lg:grid-cols-2">
        <WhatNext tenantId={tenant().id} currency={tenant().config.currency} round={filled()} />
        <LatestChanges tenantId={tenant().id} timeZone={tenant().config.timeZone} />
      </div>
      <UsageCard tenantId={tenant().id} round={filled()} />
    </Page>
  );
}
