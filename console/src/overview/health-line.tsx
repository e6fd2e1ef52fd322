import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { Loaded } from '#console/components/loaded.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readUsage } from '#console/queries/analytics.ts';
import { countWaitingLetters } from '#console/queries/dead-letters.ts';
import { listEvents } from '#console/queries/events.ts';
import { readModelAge } from '#console/queries/models.ts';

const minuteMs = 60_000;
const refreshEveryMs = 15_000;

/** Whether events come in, are counted, and are in the models, asked every 15 seconds. */
export function HealthLine(props: { tenantId: string; timeZone: string }) {
  const health = createLiveQuery(
    () => props.tenantId,
    async (id, signal) => {
      const from = new Date(Date.now() - minuteMs).toISOString();
      const [events, usage, deadLetters, models] = await Promise.all([
        listEvents(id, { from, limit: 1 }, signal),
        readUsage(id, { months: 1 }, signal),
        countWaitingLetters(id, signal),
        readModelAge(id, signal),
      ]);
      return { events: events.meta.total, freshness: usage.meta.freshness, deadLetters, models: models.data };
    },
    { everyMs: refreshEveryMs },
  );
  const clock = (time: string | null) =>
    time === null
      ? 'nothing yet'
      : new Intl.DateTimeFormat('en-GB', { timeZone: props.timeZone, dateStyle: 'medium', timeStyle: 'medium' }).format(
          Date.parse(time),
        );
  return (
    <section aria-label="Health" class="rounded-lg border border-line bg-card px-5 py-3 shadow-card">
      <Loaded query={health} skeleton={<Skeleton class="h-37 w-full max-[24rem]:h-50.5 sm:h-24 xl:h-10.5" />}>
        {(answer) => (
          <dl class="figures flex flex-wrap gap-x-8 gap-y-3 text-sm">
            <div>
              <dt class="text-soft">Events in the last minute</dt>
              <dd class="font-medium">{count(answer().events)}</dd>
            </div>
            <div>
              <dt class="text-soft">Not counted yet</dt>
              <dd class="font-medium">
                {answer().freshness.lag === null
                  ? 'not told here'
                  : `${count(answer().freshness.lag ?? 0)}, all tenants`}
              </dd>
            </div>
            <div>
              <dt class="text-soft">Last counted, {props.timeZone}</dt>
              <dd class="font-medium">{clock(answer().freshness.foldedAt)}</dd>
            </div>
            <div>
              <dt class="text-soft">
                Models know everything until{answer().models.behind === 0 ? '' : `, ${props.timeZone}`}
              </dt>
              <dd class="font-medium">
                {answer().models.behind === 0
                  ? 'now'
                  : `${clock(answer().models.knownUntil)}, ${count(answer().models.behind)} behind`}
              </dd>
            </div>
            <div>
              <dt class="text-soft">Dead letters</dt>
              <dd class="font-medium">
                <Show when={answer().deadLetters > 0} fallback="none">
                  <A href={`${tenantPath(props.tenantId)}/dead-letters`} class="text-rust underline underline-offset-4">
                    {count(answer().deadLetters)}
                  </A>
                </Show>
              </dd>
            </div>
          </dl>
        )}
      </Loaded>
    </section>
  );
}
