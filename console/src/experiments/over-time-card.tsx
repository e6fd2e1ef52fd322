import { useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Chart } from '#console/components/chart.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { changesMeanwhile } from '#console/experiments/changes-meanwhile.ts';
import { labelOf, type MetricName, metricNames, writeIn } from '#console/experiments/metrics.ts';
import { type Curve, chartOfDays } from '#console/experiments/over-time.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listAudit } from '#console/queries/audit.ts';
import { type Experiment, readResultsByDay } from '#console/queries/experiments.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import type { ResultsByDay } from '#schemas/http/experiment-results.ts';

const curves: readonly { id: Curve; label: string; hint: string }[] = [
  {
    id: 'change',
    label: 'Change',
    hint: 'What could be said at the end of each day. Zero outside of the dashed lines means a difference, however often somebody looks.',
  },
  { id: 'arms', label: 'Arms', hint: 'Of all who had entered by the end of each day.' },
  {
    id: 'entries',
    label: 'By day of entry',
    hint: 'Of those alone who entered on each day, by all they have done since.',
  },
];

/** The most entries of the audit trail that one question answers. */
const mostEntries = 100;

/** How a metric went over the days of an experiment, with what was set otherwise meanwhile. Metric and curve are in the URL. */
export function OverTimeCard(props: { tenant: Tenant; experiment: Experiment; metric: string }) {
  const [search, setSearch] = useSearchParams<{ metric?: string; curve?: string }>();
  const metric = (): MetricName =>
    metricNames.find((name) => name === search.metric) ?? metricNames.find((name) => name === props.metric) ?? 'ctr';
  const curve = () => curves.find(({ id }) => id === search.curve) ?? { ...curves[0], id: 'change' as const };
  const days = createLiveQuery(
    () => ({ id: props.tenant.id, expId: props.experiment.id, metric: metric() }),
    ({ id, expId, ...query }, signal) => readResultsByDay(id, expId, query, signal),
  );
  const changes = createLiveQuery(
    () => {
      const { placementId, startedAt, completedAt } = props.experiment;
      const span = {
        ...(startedAt === null ? {} : { from: startedAt }),
        ...(completedAt === null ? {} : { to: completedAt }),
      };
      return { id: props.tenant.id, placementId, span };
    },
    async ({ id, placementId, span }, signal) => {
      const { data, meta } = await listAudit(id, { ...span, limit: mostEntries }, signal);
      return { found: changesMeanwhile(placementId, data), isCut: meta.total > data.length };
    },
  );
  const chart = (days: ResultsByDay) => chartOfDays(curve().id, days, changes.answer()?.found);
  const isDotted = (days: ResultsByDay) => chart(days).series.some(({ dottedOf }) => dottedOf !== undefined);
  return (
    <Card
      title="Over time"
      hint={`Days of UTC. ${curve().hint ?? ''}`}
      actions={
        <>
          <ToggleGroup
            label="Metric over time"
            options={metricNames.map((id) => ({ id, label: labelOf(id) }))}
            selected={metric()}
            onSelect={(id) => setSearch({ metric: id === props.metric ? undefined : id })}
          />
          <ToggleGroup
            label="Curve"
            options={curves}
            selected={curve().id}
            onSelect={(id) => setSearch({ curve: id === 'change' ? undefined : id })}
          />
        </>
      }
    >
      <Loaded query={days} skeleton={<Skeleton class="h-75 w-full" />}>
        {(answer) => (
          <Show
            when={answer().data.length > 0}
            fallback={
              <p class="text-sm text-soft">
                {answer().meta.notCounted === null
                  ? 'Nobody has entered yet.'
                  : 'There are too many shoppers to be read by day at once.'}
              </p>
            }
          >
            <Chart
              title={`${labelOf(metric())} by day`}
              format={writeIn(metric(), props.tenant.config.currency)}
              height={260}
              data={chart(answer().data)}
            />
            <Show when={isDotted(answer().data)}>
              <p class="mt-2 text-sm text-soft">
                Dotted: before the last change of a setting, so under other settings than the days after it.
              </p>
            </Show>
            <Show when={changes.answer()?.isCut}>
              <p class="mt-2 text-sm text-soft">
                Changes before the newest {mostEntries} acts of the audit trail are not marked.
              </p>
            </Show>
          </Show>
        )}
      </Loaded>
    </Card>
  );
}
