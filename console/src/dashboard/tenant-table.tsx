import { A } from '@solidjs/router';
import { Match, Switch } from 'solid-js';
import type { Range } from '#console/components/date-range.tsx';
import { Table } from '#console/components/table.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { TenantBadge } from '#console/dashboard/tenant-badge.tsx';
import { count, moneyIn, percent } from '#console/format/numbers.ts';
import { createLiveQuery, type LiveQuery } from '#console/http/live-query.ts';
import { readKpis } from '#console/queries/analytics.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import type { ComparedKpis } from '#schemas/http/analytics.ts';

/** A row a tenant, with its figures of a range, which come by themselves. */
export function TenantTable(props: { tenants: readonly Tenant[]; range: Range }) {
  const figures = (tenant: Tenant) =>
    createLiveQuery(
      () => props.range,
      async (range, signal) => (await readKpis(tenant.id, range, signal)).data,
    );
  const rows = () => props.tenants.map((tenant) => ({ tenant, kpis: figures(tenant) }));
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
          title: 'Impressions',
          isFigure: true,
          cell: (row) => figure(row.kpis, (kpis) => count(kpis.impressions.value)),
        },
        { title: 'Clicks', isFigure: true, cell: (row) => figure(row.kpis, (kpis) => count(kpis.clicks.value)) },
        { title: 'CTR', isFigure: true, cell: (row) => figure(row.kpis, (kpis) => percent(kpis.ctr.value)) },
        {
          title: 'Revenue',
          isFigure: true,
          cell: (row) => figure(row.kpis, (kpis) => moneyIn(row.tenant.config.currency)(kpis.revenue.value)),
        },
      ]}
    />
  );
}

/** A figure that could not be loaded is no zero: it says so. */
const figure = (query: LiveQuery<ComparedKpis>, text: (kpis: ComparedKpis) => string) => (
  <Switch fallback={<span class="text-faint">…</span>}>
    <Match when={query.answer()}>{(kpis) => text(kpis())}</Match>
    <Match when={query.error()}>
      <span class="text-rust">not loaded</span>
    </Match>
  </Switch>
);
