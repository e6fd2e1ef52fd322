import { A } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { usable } from '#console/address/address-faults.ts';
import { type ArmRow, readArms } from '#console/analytics/arms.ts';
import { type FigureRow, FigureTable } from '#console/analytics/figure-table.tsx';
import { type Figure, measuredByShop } from '#console/analytics/figures.ts';
import { analyticsTake, type Filters } from '#console/analytics/use-filters.ts';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createLiveQuery, type LiveQuery } from '#console/http/live-query.ts';
import { readBreakdown } from '#console/queries/analytics.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import { readTopProducts } from '#console/queries/top-products.ts';
import type { WholeShop } from '#schemas/http/analytics.ts';

const shownProducts = 20;
const valueButton = 'text-left break-all underline decoration-line underline-offset-4 hover:text-pine';

/** The figures of the window by placement, strategy, arm and product. A click on a placement or a strategy narrows the page down to it. */
export function Breakdowns(props: Props) {
  const { filters } = props;
  const tab = () => usable(filters.search.tab, analyticsTake.tab) ?? 'placement';
  return (
    <>
      <div class="mb-4">
        <ToggleGroup
          label="Break down by"
          options={[
            { id: 'placement', label: 'Placements' },
            { id: 'strategy', label: 'Strategies' },
            { id: 'arm', label: 'Arms' },
            { id: 'product', label: 'Products' },
          ]}
          selected={tab()}
          onSelect={(id) => filters.setSearch({ tab: id === 'placement' ? undefined : id })}
        />
      </div>
      <Switch fallback={<ByWhere {...props} by="placement" />}>
        <Match when={tab() === 'strategy'}>
          <ByWhere {...props} by="strategy" />
        </Match>
        <Match when={tab() === 'arm'}>
          <ByArm {...props} />
        </Match>
        <Match when={tab() === 'product'}>
          <ByProduct {...props} />
        </Match>
      </Switch>
    </>
  );
}

/** Returns where the events behind a figure are, of one product if it is given. */
export type EventsOf = (figure: Figure, productId?: string) => string | undefined;
type Props = {
  tenant: Tenant;
  filters: Filters;
  eventsOf: EventsOf;
  /** What parts of the revenue are measured by. */
  shop: WholeShop | undefined;
};

function ByWhere(props: Props & { by: 'placement' | 'strategy' }) {
  const rows = createLiveQuery(
    () => ({ id: props.tenant.id, query: { ...props.filters.range(), ...props.filters.narrowed() } }),
    async ({ id, query }, signal): Promise<FigureRow[]> => {
      const { byPlacement, byStrategy } = (await readBreakdown(id, query, signal)).data;
      return props.by === 'placement'
        ? byPlacement.map((row) => ({ ...row, key: row.placementId }))
        : byStrategy.map((row) => ({ ...row, key: row.strategy }));
    },
  );
  const narrow = (key: string) => props.filters.setSearch({ [props.by]: key });
  return (
    <Rows
      {...props}
      query={rows}
      of={props.by === 'placement' ? 'Placement' : 'Strategy'}
      name={({ key }) => (
        <button
          type="button"
          class={valueButton}
          aria-pressed={props.filters.search[props.by] === key}
          onClick={() => narrow(key)}
        >
          {key}
        </button>
      )}
    />
  );
}

function ByArm(props: Props) {
  const rows = createLiveQuery(
    () => props.tenant.id,
    (id, signal) => readArms(id, signal),
  );
  return (
    <>
      <p class="mb-3 text-sm text-soft">
        Of each experiment that runs, since its start: what its shoppers did after they entered, whatever the filters.
      </p>
      <Rows
        {...props}
        query={rows}
        of="Arm"
        isUnfiltered
        name={(row) => (
          <A
            href={`${tenantPath(props.tenant.id)}/experiments/${armOf(row).experimentId}`}
            class="underline decoration-line underline-offset-4 hover:text-pine"
          >
            {armOf(row).arm}, {armOf(row).experiment}
          </A>
        )}
        emptyText="No experiment runs. The arms of one that does are compared here."
      />
    </>
  );
}

const armOf = (row: FigureRow) => row as ArmRow;

function ByProduct(props: Props) {
  const rows = createLiveQuery(
    () => ({
      id: props.tenant.id,
      query: {
        ...props.filters.range(),
        ...props.filters.narrowed(),
        by: props.filters.figure().sortsBy,
        limit: shownProducts,
      },
    }),
    async ({ id, query }, signal): Promise<(FigureRow & { name: string | null })[]> =>
      (await readTopProducts(id, query, signal)).data.map((row) => ({ ...row, key: row.productId })),
  );
  const nameOf = (row: FigureRow) => ('name' in row && typeof row.name === 'string' ? row.name : row.key);
  return (
    <>
      <p class="mb-3 text-sm text-soft">
        The {shownProducts} with the most {props.filters.figure().sortsBy}, by whole days of UTC.
      </p>
      <Rows
        {...props}
        query={rows}
        of="Product"
        name={(row) => (
          <>
            {nameOf(row)} <span class="ml-1 font-mono text-xs text-soft">{row.key}</span>
          </>
        )}
        link={(row, figure) => props.eventsOf(figure, row.key)}
      />
    </>
  );
}

function Rows<Row extends FigureRow>(
  props: Props & {
    query: LiveQuery<Row[]>;
    of: string;
    name: Parameters<typeof FigureTable>[0]['name'];
    link?: Parameters<typeof FigureTable>[0]['link'];
    isUnfiltered?: boolean;
    emptyText?: string;
  },
) {
  return (
    <Loaded query={props.query} skeleton={<Skeleton class="h-48 w-full" />}>
      {(rows) => (
        <Show
          when={rows().length > 0}
          fallback={
            <Show
              when={props.filters.isNarrowed() && props.isUnfiltered !== true}
              fallback={
                <Empty title="Nothing yet">
                  <p>{props.emptyText ?? 'No recommendation was shown in this window.'}</p>
                </Empty>
              }
            >
              <Empty title="Nothing under these filters" onClear={props.filters.clear} />
            </Show>
          }
        >
          <FigureTable
            caption={`By ${props.of.toLowerCase()}`}
            of={props.of}
            rows={props.isUnfiltered === true ? rows() : rows().map((row) => measuredByShop(row, props.shop))}
            figure={props.filters.figure()}
            currency={props.tenant.config.currency}
            name={props.name}
            link={props.link}
          />
        </Show>
      )}
    </Loaded>
  );
}
