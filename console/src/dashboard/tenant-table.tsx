import { A } from '@solidjs/router';
import { type JSX, Match, mapArray, Switch } from 'solid-js';
import type { Range } from '#console/components/date-range.tsx';
import { Table } from '#console/components/table.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { readTenantRow, type TenantRow } from '#console/dashboard/read-tenant-row.ts';
import { TenantBadge } from '#console/dashboard/tenant-badge.tsx';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { createLiveQuery, type LiveQuery } from '#console/http/live-query.ts';
import type { Tenant } from '#console/queries/tenants.ts';

/** The API counts events of a day up to here. */
const maxEventsToday = 10_000;

/** A row a tenant, which comes by itself: what it has today and what wants a look, beside its figures of a range. */
export function TenantTable(props: { tenants: readonly Tenant[]; range: Range }) {
  const figures = (tenant: Tenant) =>
    createLiveQuery(
      () => props.range,
      (range, signal) => readTenantRow(tenant, range, signal),
    );
  // A tenant that is as it was keeps its figures when the list is read anew.
  const rows = mapArray(
    () => props.tenants,
    (tenant) => ({ tenant, read: figures(tenant) }),
  );
  return (
    <Table
      caption="Tenants and their figures"
      rows={rows()}
      columns={[
        {
          title: 'Name',
          cell: ({ tenant }) => (
            <A href={tenantPath(tenant.id)} class="font-medium text-pine underline-offset-4 hover:underline">
              {tenant.name}
            </A>
          ),
        },
        { title: 'Status', cell: ({ tenant }) => <TenantBadge status={tenant.status} /> },
        {
          title: 'Events today',
          isFigure: true,
          cell: ({ read }) =>
            told(read, ({ eventsToday }) => `${count(eventsToday)}${eventsToday < maxEventsToday ? '' : ' or more'}`),
        },
        {
          title: 'Not counted yet, all tenants',
          isFigure: true,
          cell: ({ read }) => told(read, ({ freshness: { lag } }) => (lag === null ? 'not told here' : count(lag))),
        },
        {
          title: 'Impressions',
          isFigure: true,
          cell: ({ read }) => told(read, ({ kpis }) => count(kpis.impressions.value)),
        },
        { title: 'CTR', isFigure: true, cell: ({ read }) => told(read, ({ kpis }) => percent(kpis.ctr.value)) },
        {
          title: 'Revenue',
          isFigure: true,
          cell: ({ tenant, read }) => told(read, ({ kpis }) => moneyIn(tenant.config.currency)(kpis.revenue.value)),
        },
        { title: 'Problems', cell: ({ tenant, read }) => told(read, (row) => <Problems id={tenant.id} row={row} />) },
      ]}
    />
  );
}

function Problems(props: { id: string; row: TenantRow }) {
  return (
    <Switch fallback="none">
      <Match when={props.row.deadLetters > 0}>
        <A href={`${tenantPath(props.id)}/dead-letters`} class="text-rust underline underline-offset-4">
          {several(props.row.deadLetters, 'dead letter')}
        </A>
      </Match>
      <Match when={props.row.freshness.isStale}>
        <span class="text-rust">nothing new is counted</span>
      </Match>
    </Switch>
  );
}

/** A figure that could not be loaded is no zero: it says so. */
const told = (read: LiveQuery<TenantRow>, say: (row: TenantRow) => JSX.Element) => (
  <Switch fallback={<span class="text-faint">…</span>}>
    <Match when={read.answer()}>{(row) => say(row())}</Match>
    <Match when={read.error()}>
      <span class="text-rust">not loaded</span>
    </Match>
  </Switch>
);
