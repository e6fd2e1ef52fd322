import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { type Bucket, chartOf } from '#console/analytics/series.ts';
import type { Filters } from '#console/analytics/use-filters.ts';
import { WhyNotCounted } from '#console/analytics/whole-shop.tsx';
import { sayEntry } from '#console/audit/say-entry.ts';
import { Card } from '#console/components/card.tsx';
import { Chart } from '#console/components/chart.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readTimeseries, readWholeShopSeries } from '#console/queries/analytics.ts';
import { listAudit } from '#console/queries/audit.ts';
import { listExperiments } from '#console/queries/experiments.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import type { TimeseriesQuery, WholeShop } from '#schemas/http/analytics.ts';

type Span = { from: string; to: string };
const chartHeight = 300;
/** The most that one question about the audit trail, or about experiments, answers. */
const mostEntries = 100;
const listedChanges = 5;

/** The chosen figure over the window, beside the period before, with what was changed meanwhile. Dragging over days narrows the window down to them. */
export function Trend(props: {
  tenant: Tenant;
  filters: Filters;
  window: Span;
  previousWindow: Span | null;
  onExport: () => void;
}) {
  const { filters } = props;
  const question = (span: Span) => ({
    id: props.tenant.id,
    isOfShop: figure().shopFigure !== undefined,
    query: { ...span, ...filters.narrowed(), interval: filters.interval() },
  });
  const figure = filters.figure;
  const now = createLiveQuery(() => question(props.window), readSeries);
  const before = createLiveQuery(
    () => (props.previousWindow === null ? null : question(props.previousWindow)),
    readSeries,
  );
  const changes = createLiveQuery(
    () => ({ id: props.tenant.id, from: props.window.from, to: props.window.to }),
    ({ id, ...span }, signal) => readChanges(id, span, signal),
  );
  const isAllThere = () => props.previousWindow === null || before.answer() !== undefined || before.error() !== null;
  const zoom = (first: number, last: number) => {
    const buckets = now.answer()?.buckets ?? [];
    const [from, to] = [buckets[first]?.local.slice(0, 10), buckets[last]?.local.slice(0, 10)];
    if (from !== undefined && to !== undefined) filters.setSearch({ from, to, interval: undefined });
  };
  return (
    <Card
      title={figure().label}
      hint={`By ${filters.interval()}${filters.interval() === 'day' ? '; drag over days to look closer' : ''}.`}
      actions={
        <>
          <Show when={filters.canBeHourly()}>
            <ToggleGroup
              label="Step"
              options={[
                { id: 'day', label: 'Days' },
                { id: 'hour', label: 'Hours' },
              ]}
              selected={filters.interval()}
              onSelect={(interval) => filters.setSearch({ interval: interval === 'hour' ? undefined : interval })}
            />
          </Show>
          <CsvButton label="Export the series" onClick={props.onExport} />
        </>
      }
    >
      <Loaded query={now} skeleton={<Skeleton class="h-82 w-full" />}>
        {(series) => (
          <Show when={isAllThere()} fallback={<Skeleton class="h-82 w-full" />}>
            <WhyNotCounted reason={series().notCounted} />
            <Chart
              title={`${figure().label} by ${filters.interval()}`}
              format={figure().format(props.tenant.config.currency)}
              height={chartHeight}
              data={chartOf(
                figure(),
                series().buckets,
                before.answer()?.buckets,
                (changes.answer()?.changes ?? []).map(({ at, text }) => ({ atMs: Date.parse(at), text })),
              )}
              {...(filters.interval() === 'day' && series().buckets.length > 2 ? { onZoom: zoom } : {})}
            />
          </Show>
        )}
      </Loaded>
      <Show when={(changes.answer()?.changes.length ?? 0) > 0}>
        <div class="mt-4 border-t border-line pt-4">
          <h3 class="text-sm">What was changed meanwhile</h3>
          <ul class="mt-2 space-y-1 text-sm text-soft">
            <For each={changes.answer()?.changes.slice(0, listedChanges)}>
              {({ at, text }) => (
                <li class="flex gap-3">
                  <time datetime={at} class="figures shrink-0">
                    {whenIn(props.tenant.config.timeZone, at)}
                  </time>
                  <span class="min-w-0 break-words">{text}</span>
                </li>
              )}
            </For>
          </ul>
          <A
            href={`${tenantPath(props.tenant.id)}/audit`}
            class="mt-2 inline-block text-sm text-pine underline underline-offset-4"
          >
            Audit trail
          </A>
          <span class="ml-2 text-sm text-soft">
            {changes.answer()?.isCut === true ? 'has more changes than are marked here.' : ''}
          </span>
        </div>
      </Show>
    </Card>
  );
}

/** What is pressed to get a CSV file of what is shown. */
export function CsvButton(props: { label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={`${props.label} as CSV`}
      onClick={() => props.onClick()}
      class="min-h-10 rounded-md border border-line bg-card px-3 text-sm hover:border-edge"
    >
      CSV
    </button>
  );
}

type Series = { buckets: readonly Bucket[]; notCounted: WholeShop['notCounted'] };

async function readSeries(
  { id, isOfShop, query }: { id: string; isOfShop: boolean; query: TimeseriesQuery },
  signal: AbortSignal,
): Promise<Series> {
  if (!isOfShop) return { buckets: (await readTimeseries(id, query, signal)).data, notCounted: null };
  const { data, meta } = await readWholeShopSeries(id, query, signal);
  return { buckets: data, notCounted: meta.notCounted };
}

const whenIn = (timeZone: string, time: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(Date.parse(time));

/** Returns what can have moved figures in a window, the newest first, with the names that experiments have by now. */
async function readChanges(tenantId: string, span: Span, signal: AbortSignal) {
  const [audit, experiments] = await Promise.all([
    listAudit(tenantId, { ...span, limit: mostEntries }, signal),
    listExperiments(tenantId, { limit: mostEntries }, signal),
  ]);
  const names = new Map(experiments.data.map(({ id, name }) => [id, name]));
  const changes = audit.data.flatMap((entry) => {
    const { text, isChange } = sayEntry(entry, (id) => names.get(id));
    return isChange ? [{ at: entry.at, text }] : [];
  });
  return { changes, isCut: audit.meta.total > audit.data.length };
}
