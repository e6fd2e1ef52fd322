import { For, Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Said } from '#console/components/said.tsx';
import { labelOf, writeIn } from '#console/experiments/metrics.ts';
import { count, percentInText } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { type Plan, planExperiment } from '#console/queries/experiments.ts';

export type PlanQuestion = { placementId: string; metric: Plan['metric']; lift: number; trafficSplit: number };

/** How many shoppers and days an experiment like this takes, by the tenant's own traffic of the last 28 days. */
export function PlanPanel(props: {
  tenantId: string;
  question: PlanQuestion;
  currency: string;
  /** Offers to plan as many days as are needed. */
  onDays: (days: number) => void;
}) {
  const isComplete = () => {
    const { placementId, lift, trafficSplit } = props.question;
    return placementId !== '' && lift >= 0.001 && lift <= 1 && trafficSplit >= 1 && trafficSplit <= 99;
  };
  const plan = createLiveQuery(
    () => (isComplete() ? { id: props.tenantId, body: props.question } : null),
    ({ id, body }, signal) => planExperiment(id, body, signal),
  );
  return (
    <Card title="What it takes" hint="By your own traffic of the last 28 days.">
      <Show
        when={isComplete()}
        fallback={
          <p class="text-sm text-soft">
            Name a placement, a change worth finding of 0.1 to 100 percent, and a share of 1 to 99 percent.
          </p>
        }
      >
        <Loaded query={plan}>
          {(answer) => {
            const data = () => answer().data;
            const plannedDays = () => Math.min(365, Math.max(7, Math.ceil((data().daysNeeded ?? 0) / 7) * 7));
            return (
              <div class="space-y-4 text-sm">
                <dl class="grid grid-cols-2 gap-3">
                  <div>
                    <dt class="text-soft">Shoppers</dt>
                    <dd class="figures text-xl font-semibold">
                      {data().usersNeeded === null ? 'not known' : count(data().usersNeeded ?? 0)}
                    </dd>
                  </div>
                  <div>
                    <dt class="text-soft">Days</dt>
                    <dd class="figures text-xl font-semibold">
                      {data().daysNeeded === null ? 'not known' : count(data().daysNeeded ?? 0)}
                    </dd>
                  </div>
                </dl>
                <p class="text-soft">
                  To find a change of {percentInText(data().lift)} with a probability of {percentInText(data().power)}{' '}
                  where it is there. Now: {labelOf(data().metric).toLowerCase()}{' '}
                  <span class="figures whitespace-nowrap">
                    {writeIn(data().metric, props.currency)(data().baseline.mean)}
                  </span>
                  , <span class="figures">{several(data().baseline.usersPerDay, 'shopper')}</span> a day.
                </p>
                <Show when={data().daysNeeded !== null}>
                  <button
                    type="button"
                    class="text-pine underline underline-offset-4"
                    onClick={() => props.onDays(plannedDays())}
                  >
                    Plan {several(plannedDays(), 'day')}, whole weeks
                  </button>
                </Show>
                <For each={data().tooLittle}>
                  {(text) => (
                    <p class="rounded-md bg-ochre-soft px-3 py-2 text-ochre">
                      <Said text={text} />
                    </p>
                  )}
                </For>
                <For each={answer().meta.warnings}>
                  {({ message }) => (
                    <p class="rounded-md bg-ochre-soft px-3 py-2 text-ochre">
                      <Said text={message} />
                    </p>
                  )}
                </For>
              </div>
            );
          }}
        </Loaded>
      </Show>
    </Card>
  );
}
