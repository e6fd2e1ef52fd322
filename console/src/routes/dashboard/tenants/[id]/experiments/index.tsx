import { A, useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { usable } from '#console/address/address-faults.ts';
import { oneOf } from '#console/address/taken.ts';
import { Badge } from '#console/components/badge.tsx';
import { ButtonLink } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Freshness } from '#console/components/freshness.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Table } from '#console/components/table.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { listWithResults } from '#console/experiments/list-with-results.ts';
import { labelOf, signedPercent } from '#console/experiments/metrics.ts';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

const statuses = ['all', 'draft', 'running', 'paused', 'completed'].map((id) => ({ id, label: id }));
/** What its address may ask for. */
const takes = { status: oneOf(...statuses.map(({ id }) => id)) };

/** The experiments of a tenant, those that want something done first. */
export default function Experiments() {
  const { tenant } = useTenant();
  const [search, setSearch] = useSearchParams<{ status?: string }>();
  const wanted = () => usable(search.status, takes.status) ?? 'all';
  const experiments = createLiveQuery(
    () => tenant().id,
    (id, signal) => listWithResults(id, signal),
  );
  const base = () => `${tenantPath(tenant().id)}/experiments`;
  const found = () => (experiments.answer()?.all ?? []).filter((one) => wanted() === 'all' || one.status === wanted());
  return (
    <Page
      title="Experiments"
      takes={takes}
      hint="Two strategies on one placement, and which of them does better. What wants something done stands first."
      actions={
        <ButtonLink look="primary" href={`${base()}/new`}>
          Create an experiment
        </ButtonLink>
      }
    >
      <Card
        title="All experiments"
        actions={
          <ToggleGroup
            label="Status"
            options={statuses}
            selected={wanted()}
            onSelect={(status) => setSearch({ status: status === 'all' ? undefined : status })}
          />
        }
      >
        <Loaded query={experiments}>
          {(answer) => (
            <Show
              when={found().length > 0}
              fallback={
                <Show
                  when={answer().all.length > 0}
                  fallback={
                    <Empty title="No experiments yet">
                      <p>An experiment needs a placement that shoppers see. It says by itself how long it will take.</p>
                      <ButtonLink href={`${base()}/new`}>Create the first one</ButtonLink>
                    </Empty>
                  }
                >
                  <Empty title="No experiment has this status" onClear={() => setSearch({ status: undefined })} />
                </Show>
              }
            >
              <Show when={answer().freshness}>
                {(freshness) => (
                  <div class="mb-3">
                    <Freshness freshness={freshness()} answeredAtMs={experiments.answeredAtMs()} />
                  </div>
                )}
              </Show>
              <Table
                caption="Experiments"
                rows={found()}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Name',
                    cell: (row) => (
                      <A href={`${base()}/${row.id}`} class="font-medium text-pine underline-offset-4 hover:underline">
                        {row.name}
                      </A>
                    ),
                  },
                  { title: 'Next step', cell: (row) => <Badge tone={row.next.tone}>{row.next.text}</Badge> },
                  { title: 'Placement', cell: (row) => row.placementId },
                  {
                    title: 'Arms',
                    cell: (row) => `${strategyText(row.controlStrategy)} or ${strategyText(row.variantStrategy)}`,
                  },
                  { title: 'Decides', cell: (row) => labelOf(row.metric) },
                  {
                    title: 'Change',
                    isFigure: true,
                    cell: (row) => (row.results === undefined ? '–' : signedPercent(row.results.lift)),
                  },
                  {
                    title: 'Shoppers',
                    isFigure: true,
                    cell: (row) => (row.results === undefined ? '–' : count(row.results.sampleSize)),
                  },
                ]}
              />
            </Show>
          )}
        </Loaded>
      </Card>
    </Page>
  );
}
