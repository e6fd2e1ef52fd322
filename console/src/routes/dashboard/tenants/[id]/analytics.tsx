import { For, Show } from 'solid-js';
import { Breakdowns } from '#console/analytics/breakdowns.tsx';
import { FigureCards } from '#console/analytics/cards.tsx';
import type { Figure } from '#console/analytics/figures.ts';
import { isAhead } from '#console/analytics/is-ahead.ts';
import { LiveMinutes } from '#console/analytics/live-minutes.tsx';
import { CsvButton, Trend } from '#console/analytics/trend.tsx';
import { analyticsTake, useFilters } from '#console/analytics/use-filters.ts';
import { WhyNotCounted } from '#console/analytics/whole-shop.tsx';
import { WindowAhead } from '#console/analytics/window-ahead.tsx';
import { Card } from '#console/components/card.tsx';
import { DateRange } from '#console/components/date-range.tsx';
import { Failure } from '#console/components/failure.tsx';
import { Freshness } from '#console/components/freshness.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { saveCsv } from '#console/components/save-file.ts';
import { Skeleton } from '#console/components/skeleton.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { windowText } from '#console/format/days.ts';
import { minuteIn } from '#console/format/local-time.ts';
import { oneOrMany, several } from '#console/format/several.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { exportCsv, readKpis, readWholeShop } from '#console/queries/analytics.ts';
import type { ExportQuery } from '#schemas/http/analytics.ts';

/** What recommendations did in a window: seven figures, the chosen one over time, and what they are made of. */
export default function Analytics() {
  const { tenant } = useTenant();
  const filters = useFilters(() => tenant().config.timeZone);
  const isStillToCome = () => isAhead(filters.range().from, tenant().config.timeZone, Date.now());
  const question = () =>
    isStillToCome()
      ? null
      : {
          id: tenant().id,
          query: {
            ...filters.range(),
            ...filters.narrowed(),
            compare: filters.isCompared() ? ('previous' as const) : ('none' as const),
          },
        };
  const kpis = createLiveQuery(question, ({ id, query }, signal) => readKpis(id, query, signal));
  const shop = createLiveQuery(
    question,
    async ({ id, query }, signal) => (await readWholeShop(id, query, signal)).data,
  );
  /** The page of events has the same window, by the clock of the tenant. */
  const eventsOf = ({ eventType }: Figure, productId?: string) => {
    if (eventType === undefined) return undefined;
    const timeZone = tenant().config.timeZone;
    const window = kpis.answer()?.meta.window;
    const search = new URLSearchParams({
      type: eventType,
      ...(productId === undefined ? {} : { productId }),
      ...(window === undefined ? {} : { from: minuteIn(timeZone, Date.parse(window.from)) }),
      // A window that ends now is followed.
      ...(window === undefined || filters.range().to === undefined
        ? {}
        : { to: minuteIn(timeZone, Date.parse(window.to) - 1) }),
    });
    return `${tenantPath(tenant().id)}/events?${search}`;
  };
  const save = (report: NonNullable<ExportQuery['report']>) =>
    attempt(async () => {
      const query = { ...filters.range(), ...filters.narrowed(), report, interval: filters.interval() };
      saveCsv(
        await exportCsv(tenant().id, { ...query, by: filters.figure().sortsBy }),
        `${report} of ${tenant().name}.csv`,
      );
    });
  return (
    <Page
      title="Analytics"
      takes={analyticsTake}
      hint={
        <Show when={kpis.answer()} fallback={'\u00a0'}>
          {(answer) => windowText(answer().meta.window, answer().meta.timeZone)}
        </Show>
      }
      actions={
        <>
          <ToggleGroup
            label="Compare"
            options={[
              { id: 'previous', label: 'Compared' },
              { id: 'none', label: 'Alone' },
            ]}
            selected={filters.isCompared() ? 'previous' : 'none'}
            onSelect={(compare) => filters.setSearch({ compare: compare === 'none' ? 'none' : undefined })}
          />
          <DateRange timeZone={tenant().config.timeZone} />
        </>
      }
    >
      <Show when={filters.isNarrowed()}>
        <div class="flex flex-wrap items-center gap-2 text-sm">
          <span class="text-soft">Only</span>
          <For each={['placement', 'strategy'] as const}>
            {(name) => (
              <Show when={filters.search[name]}>
                {(value) => (
                  <button
                    type="button"
                    aria-label={`Show every ${name} again`}
                    onClick={() => filters.setSearch({ [name]: undefined })}
                    class="inline-flex min-h-8 max-w-full items-center gap-2 rounded-full border border-line bg-card px-3 hover:border-edge"
                  >
                    <span class="text-soft">{name}</span> <span class="truncate font-medium">{value()}</span>
                    <span aria-hidden="true">✕</span>
                  </button>
                )}
              </Show>
            )}
          </For>
        </div>
      </Show>
      <Show when={!isStillToCome()} fallback={<WindowAhead />}>
        <Loaded query={kpis} skeleton={<Skeleton class="h-163 w-full rounded-lg md:h-81" />}>
          {(answer) => (
            <>
              <FigureCards
                kpis={answer().data}
                shop={shop.answer()}
                currency={tenant().config.currency}
                selected={filters.figure()}
                onSelect={({ id }) => filters.setSearch({ figure: id === 'clicks' ? undefined : id })}
                eventsOf={eventsOf}
              />
              <Show when={answer().data.foreignCurrency.value > 0}>
                <p class="text-sm text-soft">
                  {foreignText(answer().data.foreignCurrency.value, tenant().config.currency)}
                </p>
              </Show>
            </>
          )}
        </Loaded>
        <WhyNotCounted reason={shop.answer()?.notCounted} />
        <Show when={shop.error()}>{(error) => <Failure error={error()} onRetry={shop.refresh} />}</Show>
        <Show when={kpis.answer()} fallback={<Skeleton class="h-130 w-full rounded-lg" />}>
          {(answer) => (
            <>
              <Freshness freshness={answer().meta.freshness} answeredAtMs={kpis.answeredAtMs()} />
              <Trend
                tenant={tenant()}
                filters={filters}
                window={answer().meta.window}
                previousWindow={answer().meta.previousWindow}
                onExport={() => save(filters.figure().shopFigure === undefined ? 'timeseries' : 'whole-shop')}
              />
            </>
          )}
        </Show>
        <Card
          title="Where it comes from"
          hint="A click on a placement or a strategy narrows the page down to it."
          actions={
            <Show when={filters.search.tab !== 'arm'}>
              <CsvButton
                label="Export the table"
                onClick={() => save(filters.search.tab === 'product' ? 'top-products' : 'breakdown')}
              />
            </Show>
          }
        >
          <Breakdowns tenant={tenant()} filters={filters} eventsOf={eventsOf} shop={shop.answer()} />
        </Card>
      </Show>
      <LiveMinutes
        tenantId={tenant().id}
        query={filters.narrowed()}
        currency={tenant().config.currency}
        timeZone={tenant().config.timeZone}
      />
    </Page>
  );
}

function foreignText(conversions: number, currency: string): string {
  const are = oneOrMany(conversions, 'is', 'are');
  return `${several(conversions, 'conversion')} in another currency than ${currency} ${are} counted, and ${are} not in the revenue.`;
}
