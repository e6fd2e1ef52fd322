import { createEffect, createSignal, Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { RemoveDemo } from '#console/demo/remove-demo.tsx';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readDemo } from '#console/queries/demo.ts';
import type { Tenant } from '#console/queries/tenants.ts';

/** While a demo is filled its progress is asked for this often. */
const refreshEveryMs = 1_000;

/** Says above a demo's figures that they are a demo's, how far it is filled, and lets it be removed. `onFilled` is called when the page has seen it become full. */
export function DemoBanner(props: { tenant: Tenant; onFilled: () => void }) {
  const [isFilled, setIsFilled] = createSignal(false);
  const filling = createLiveQuery(
    () => (isFilled() ? null : props.tenant.id),
    async (id, signal) => (await readDemo(id, signal)).data,
    { everyMs: refreshEveryMs },
  );
  let wasFilling = false;
  createEffect(() => {
    const state = filling.answer()?.state;
    if (state === 'filling') wasFilling = true;
    if (state !== 'filled') return;
    setIsFilled(true);
    if (wasFilling) props.onFilled();
  });
  return (
    <Card
      title={isFilled() ? 'This is demo data' : 'The demo shop is being filled'}
      hint={
        isFilled()
          ? 'Made-up products and shoppers, to look around and to try things.'
          : 'You may look around meanwhile, or come back later.'
      }
      actions={<RemoveDemo tenant={props.tenant} />}
    >
      <Show when={!isFilled()}>
        <Loaded query={filling} skeleton={<p class="text-sm text-soft">…</p>}>
          {(now) => (
            <div class="flex flex-wrap items-center gap-3 text-sm text-soft">
              <progress
                class="h-2 min-w-40 flex-1 accent-pine"
                max={now().products.total + now().events.total}
                value={now().products.stored + now().events.stored}
                aria-label="Progress"
              />
              <span class="tabular-nums">
                {count(now().products.stored)} of {count(now().products.total)} products, {count(now().events.stored)}{' '}
                of {count(now().events.total)} events
              </span>
            </div>
          )}
        </Loaded>
      </Show>
    </Card>
  );
}
