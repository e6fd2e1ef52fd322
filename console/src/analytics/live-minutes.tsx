import { For, Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { count, moneyIn } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readLive } from '#console/queries/analytics.ts';
import type { Live, LiveQuery } from '#schemas/http/analytics.ts';

const shownMs = 30 * 60_000;
const refreshEveryMs = 10_000;

/** What happens just now: the last 30 minutes, asked every 10 seconds. */
export function LiveMinutes(props: { tenantId: string; query: LiveQuery; currency: string; timeZone: string }) {
  const live = createLiveQuery(
    () => ({ id: props.tenantId, query: props.query }),
    async ({ id, query }, signal) => {
      const { data, meta } = await readLive(id, query, signal);
      const sinceMs = Date.now() - shownMs;
      return { steps: data.filter(({ end }) => Date.parse(end) > sinceMs), source: meta.source };
    },
    { everyMs: refreshEveryMs },
  );
  const clock = (time: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: props.timeZone, timeStyle: 'short' }).format(Date.parse(time));
  return (
    <Card title="Live" hint="The last 30 minutes. A bar is a minute of impressions, the filled part its clicks.">
      <Loaded query={live} skeleton={<Skeleton class="h-36 w-full" />}>
        {(answer) => {
          const steps = () => answer().steps;
          const sum = (pick: (step: Live[number]) => number) => steps().reduce((total, step) => total + pick(step), 0);
          const most = () => Math.max(1, ...steps().map(({ impressions }) => impressions));
          return (
            <div>
              <dl class="figures grid grid-cols-2 gap-3 sm:grid-cols-4">
                <LiveFigure label="Impressions" text={count(sum(({ impressions }) => impressions))} />
                <LiveFigure label="Clicks" text={count(sum(({ clicks }) => clicks))} />
                <LiveFigure label="Conversions" text={count(sum(({ conversions }) => conversions))} />
                <LiveFigure label="Revenue" text={moneyIn(props.currency)(sum(({ revenue }) => revenue))} />
              </dl>
              <div aria-hidden="true" class="mt-4 flex h-20 items-end gap-0.5 border-b border-line">
                <For each={steps()}>
                  {(step) => (
                    <div
                      title={`${clock(step.start)}: ${several(step.impressions, 'impression')}, ${several(step.clicks, 'click')}`}
                      class="flex min-h-px flex-1 flex-col justify-end rounded-t-sm bg-pine-soft"
                      style={{ height: `${(step.impressions / most()) * 100}%` }}
                    >
                      <div
                        class="rounded-t-sm bg-pine"
                        style={{ height: `${step.impressions === 0 ? 0 : (step.clicks / step.impressions) * 100}%` }}
                      />
                    </div>
                  )}
                </For>
              </div>
              <p class="figures mt-1.5 flex justify-between text-xs text-soft">
                <span>
                  {clock(steps()[0]?.start ?? new Date().toISOString())}, {props.timeZone}
                </span>
                <Show when={answer().source === 'sums'}>
                  <span>by quarter hour, since it is too much to count by the minute</span>
                </Show>
                <span>now</span>
              </p>
            </div>
          );
        }}
      </Loaded>
    </Card>
  );
}

function LiveFigure(props: { label: string; text: string }) {
  return (
    <div>
      <dt class="text-sm text-soft">{props.label}</dt>
      <dd class="text-lg font-semibold">{props.text}</dd>
    </div>
  );
}
