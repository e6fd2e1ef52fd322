import { useSearchParams } from '@solidjs/router';
import { createMemo, For, Show, untrack } from 'solid-js';
import { aDay, anOffset } from '#console/address/taken.ts';
import { isAhead } from '#console/analytics/is-ahead.ts';
import { WindowAhead } from '#console/analytics/window-ahead.tsx';
import { Card } from '#console/components/card.tsx';
import { DateRange, useRange } from '#console/components/date-range.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Pager } from '#console/components/pager.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { Stat } from '#console/components/stat.tsx';
import { CreateTenant } from '#console/dashboard/create-tenant.tsx';
import { TenantTable } from '#console/dashboard/tenant-table.tsx';
import { FillWithDemo } from '#console/demo/fill-with-demo.tsx';
import { FirstHour } from '#console/first-hour/first-hour.tsx';
import { windowText } from '#console/format/days.ts';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import { offsetOf } from '#console/format/offset-of.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readAllTenantsKpis } from '#console/queries/analytics.ts';
import { listAllTenants } from '#console/queries/tenants.ts';

/** A row takes three requests, so that a page of them is short. */
const tenantsAPage = 25;

/** What its address may ask for. */
const takes = { from: aDay, to: aDay, offset: anOffset };

/** The figures of all tenants together, and a row for each of them, by pages. */
export default function AllTenants() {
  const range = useRange();
  const isStillToCome = () => isAhead(range().from, 'UTC', Date.now());
  const kpis = createLiveQuery(() => (isStillToCome() ? null : range()), readAllTenantsKpis);
  const tenants = createLiveQuery(
    () => 'all',
    (_, signal) => listAllTenants(signal),
  );
  const [search, setSearch] = useSearchParams<{ offset?: string }>();
  const offset = () => offsetOf(search.offset);
  /** The newest one, by its id, so that a refresh does not begin its first hour anew; the oldest come first. */
  const newestId = createMemo(
    () => tenants.answer()?.findLast(({ status, isDemo }) => status === 'active' && !isDemo)?.id,
  );
  const newest = createMemo(() => {
    // Read before the list, which is empty at first: this alone is followed.
    const newestNow = newestId();
    return untrack(tenants.answer)?.find(({ id }) => id === newestNow);
  });
  return (
    <Page
      title="All tenants"
      takes={takes}
      hint={
        <Show when={kpis.answer()} fallback={'\u00a0'}>
          {(answer) => windowText(answer().meta.window, answer().meta.timeZone)}
        </Show>
      }
      actions={<DateRange timeZone="UTC" />}
    >
      <Show when={!isStillToCome()} fallback={<WindowAhead />}>
        <Loaded query={kpis} skeleton={<Skeleton class="h-100 w-full rounded-lg lg:h-56" />}>
          {(answer) => (
            <dl class="grid grid-cols-2 gap-3 lg:grid-cols-5">
              <Stat label="Impressions" figure={answer().data.impressions} format={count} />
              <Stat label="Clicks" figure={answer().data.clicks} format={count} />
              <Stat label="CTR" figure={answer().data.ctr} format={percent} />
              <Stat label="Conversions" figure={answer().data.conversions} format={count} />
              <For each={answer().data.revenue}>
                {(revenue) => (
                  <Stat label={`Revenue in ${revenue.currency}`} figure={revenue} format={moneyIn(revenue.currency)} />
                )}
              </For>
            </dl>
          )}
        </Loaded>
        <Card title="Tenants">
          <Loaded query={tenants}>
            {(all) => (
              <Show when={all().length > 0} fallback={<FirstTenant />}>
                <TenantTable tenants={all().slice(offset(), offset() + tenantsAPage)} range={range()} />
                <Show when={all().length > tenantsAPage || offset() > 0}>
                  <Pager
                    offset={offset()}
                    limit={tenantsAPage}
                    total={all().length}
                    onGo={(to) => setSearch({ offset: to === 0 ? undefined : String(to) })}
                  />
                </Show>
              </Show>
            )}
          </Loaded>
        </Card>
      </Show>
      {/* Below what is there sooner, which would move when it comes. */}
      <Show when={newest()} keyed>
        {(tenant) => <FirstHour tenant={tenant} />}
      </Show>
    </Page>
  );
}

function FirstTenant() {
  return (
    <Empty title="You have no tenant yet">
      <p>A tenant is a shop: it has its own catalog, keys and numbers.</p>
      <div class="mx-auto max-w-sm text-left">
        <CreateTenant />
      </div>
      <div class="border-t border-line pt-4 text-left">
        <FillWithDemo />
      </div>
    </Empty>
  );
}
