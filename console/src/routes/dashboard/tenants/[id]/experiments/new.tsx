import { useNavigate, useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { say } from '#console/components/toasts.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { ExperimentForm } from '#console/experiments/experiment-form.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readBreakdown } from '#console/queries/analytics.ts';
import { createExperiment, readExperiment } from '#console/queries/experiments.ts';
import { listAllWidgets } from '#console/queries/widgets.ts';

/** Creates the draft of an experiment, by `?copy` like another one. */
export default function NewExperimentPage() {
  const { tenant } = useTenant();
  const navigate = useNavigate();
  const [search] = useSearchParams<{ copy?: string }>();
  const known = createLiveQuery(
    () => ({ id: tenant().id, copy: search.copy }),
    async ({ id, copy }, signal) => {
      const [breakdown, widgets, from] = await Promise.all([
        readBreakdown(id, {}, signal),
        listAllWidgets(id, signal),
        copy === undefined ? undefined : readExperiment(id, copy, signal),
      ]);
      const shown = breakdown.data.byPlacement.map(({ placementId }) => placementId);
      const placements = [...new Set([...shown, ...widgets.map(({ placementId }) => placementId)])];
      return { placements, widgets, from: from?.data };
    },
    // A form that is being filled in is not asked for anew.
    { everyMs: null },
  );
  return (
    <Page title="Create an experiment" hint="It becomes a draft: nothing changes in the shop before you start it.">
      <Loaded query={known} skeleton={<Skeleton class="h-96 w-full" />}>
        {(answer) => (
          <Show when={answer()} keyed>
            {({ placements, widgets, from }) => (
              <Changes>
                <ExperimentForm
                  tenant={tenant()}
                  placements={placements}
                  widgets={widgets}
                  from={from}
                  onSubmit={async (body) => {
                    const { data } = await createExperiment(tenant().id, body);
                    say('The draft is created.');
                    // The way back leads to the list, not to the form once more.
                    navigate(`${tenantPath(tenant().id)}/experiments/${data.id}`, { replace: true });
                  }}
                />
              </Changes>
            )}
          </Show>
        )}
      </Loaded>
    </Page>
  );
}
