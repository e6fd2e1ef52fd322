import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { sayEntry } from '#console/audit/say-entry.ts';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Time } from '#console/components/time.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listAudit } from '#console/queries/audit.ts';

const shown = 6;

/** What was done last, by whomever. */
export function LatestChanges(props: { tenantId: string; timeZone: string }) {
  const entries = createLiveQuery(
    () => props.tenantId,
    async (id, signal) => (await listAudit(id, { limit: shown }, signal)).data,
  );
  return (
    <Card title="Latest changes">
      <Loaded query={entries}>
        {(latest) => (
          <Show when={latest().length > 0} fallback={<p class="text-sm text-soft">Nothing was changed yet.</p>}>
            <ul class="space-y-2 text-sm">
              <For each={latest()}>
                {(entry) => (
                  <li class="flex flex-wrap justify-between gap-x-4">
                    <span class="min-w-0 break-words">{sayEntry(entry).text}</span>
                    <span class="text-soft">
                      <Time at={entry.at} timeZone={props.timeZone} />
                    </span>
                  </li>
                )}
              </For>
            </ul>
            <A
              href={`${tenantPath(props.tenantId)}/audit`}
              class="mt-3 inline-block text-sm text-pine underline underline-offset-4"
            >
              Audit trail
            </A>
          </Show>
        )}
      </Loaded>
    </Card>
  );
}
