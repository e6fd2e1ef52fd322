import { createEffect, createSignal, For, type JSX, Match, onCleanup, Show, Switch } from 'solid-js';
import { madeKeys, rememberKey, snippetKeys } from '#console/api-keys/made-keys.ts';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Code } from '#console/components/code.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Spinner } from '#console/components/spinner.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { FirstEvent } from '#console/dashboard/first-event.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { FillWithDemo } from '#console/demo/fill-with-demo.tsx';
import { isPutAway, putAway } from '#console/first-hour/put-away.ts';
import { readProgress } from '#console/first-hour/read-progress.ts';
import { productSnippet, questionSnippet, tagSnippet } from '#console/first-hour/snippets.ts';
import { firstSteps, type StepId } from '#console/first-hour/steps.ts';
import { follow } from '#console/http/follow.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { createKey } from '#console/queries/api-keys.ts';
import { eventsPath } from '#console/queries/events.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import { TextLink } from '#console/site/account-frame.tsx';
import type { EventView } from '#schemas/http/events.ts';

/** Steps that no stream tells of are asked for this often while they are open. */
const refreshEveryMs = 5_000;
const newKeys = [
  { name: 'Shop server', permissions: 'read_write' },
  { name: 'Shop pages', permissions: 'read' },
] as const;

/** The way to a first recommendation, which ticks itself off by what arrives. Nothing is shown once all of it is done, or it was put away. */
export function FirstHour(props: { tenant: Tenant; onPutAway?: () => void }) {
  const [isHidden, setIsHidden] = createSignal(isPutAway(props.tenant.id));
  const [isDone, setIsDone] = createSignal(false);
  const [arrived, setArrived] = createSignal<EventView | null>(null);
  const progress = createLiveQuery(
    () => (isHidden() || isDone() ? null : props.tenant.id),
    (id, signal) => readProgress(id, signal),
    { everyMs: refreshEveryMs },
  );
  const steps = () => {
    const known = progress.answer();
    return known === undefined ? [] : firstSteps({ ...known, events: known.events + (arrived() === null ? 0 : 1) });
  };
  const open = () => steps().find((step) => !step.isDone)?.id;
  const isWaiting = () => progress.answer()?.events === 0 && arrived() === null;

  createEffect(() => {
    if (!isWaiting() || props.tenant.status !== 'active') return;
    const ending = new AbortController();
    void follow(
      eventsPath(props.tenant.id),
      { follow: true },
      {
        onOpen: progress.refresh,
        onData: (data) => setArrived(data as EventView),
        onState: () => {},
        signal: ending.signal,
      },
    );
    onCleanup(() => ending.abort());
  });
  // Whoever was on the way sees its end; whoever comes later, nothing.
  let wasOpen = false;
  createEffect(() => {
    if (steps().length === 0) return;
    if (open() !== undefined) wasOpen = true;
    else setIsDone(true);
  });

  const makeKeys = () =>
    attempt(async () => {
      // One after the other: what is made is shown, also if the next one is refused.
      for (const body of newKeys) rememberKey(props.tenant.id, (await createKey(props.tenant.id, body)).data);
      progress.refresh();
    });
  const hide = () => {
    putAway(props.tenant.id);
    setIsHidden(true);
    props.onPutAway?.();
  };
  const snippet = () => ({ apiUrl: location.origin, ...snippetKeys(props.tenant.id) });
  const contents: Readonly<Record<StepId, () => JSX.Element>> = {
    tenant: () => null,
    keys: () => (
      <>
        <p>One key for your server, which may write, and one that may stand in web pages. Each is shown once.</p>
        <Button look="primary" onClick={makeKeys}>
          Make the keys
        </Button>
      </>
    ),
    event: () => (
      <>
        <FirstEvent {...snippet()} />
        <p role="status" class="flex items-center gap-2 font-medium text-ink">
          <Spinner /> Waiting for your first event
        </p>
      </>
    ),
    catalog: () => (
      <>
        <p>
          What is not in the catalog is never recommended.{' '}
          <TextLink href={`${tenantPath(props.tenant.id)}/catalog/upload`}>Upload a file</TextLink> that your shop has
          written, or send products one by one:
        </p>
        <Code label="A product" text={productSnippet(snippet())} />
      </>
    ),
    recommendation: () => <Code label="A question" text={questionSnippet(snippet())} />,
    widget: () => (
      <>
        <p>Put the tag into a page of your shop and open it: what is seen and clicked there is counted.</p>
        <Code label="Tag" text={tagSnippet(snippet())} />
      </>
    ),
  };

  return (
    <Show when={!isHidden() && (!isDone() || wasOpen)}>
      <Show
        when={!isDone()}
        fallback={
          <Card title="Your first hour is done" actions={<PutAway onClick={hide} />}>
            <p class="text-soft">Whatever shoppers do with recommendations from now on is in the analytics.</p>
          </Card>
        }
      >
        <Loaded query={progress} skeleton={null}>
          {() => (
            <Card
              title={`The first hour of ${props.tenant.name}`}
              hint="Ticks itself off as your events arrive."
              actions={<PutAway onClick={hide} />}
            >
              <ol class="space-y-1">
                <For each={steps().map(({ id }) => id)}>
                  {(id) => {
                    const step = () => steps().find((one) => one.id === id);
                    return (
                      <li class="border-b border-line py-3 last:border-0" data-step={id} data-done={step()?.isDone}>
                        <div class="flex items-center gap-3">
                          <span
                            aria-hidden="true"
                            class={`grid size-6 shrink-0 place-items-center rounded-full text-xs ${step()?.isDone === true ? 'bg-pine text-on-pine' : 'border border-edge text-soft'}`}
                          >
                            {step()?.isDone === true ? '✓' : ''}
                          </span>
                          <span class={open() === id ? 'font-medium' : 'text-soft'}>
                            {step()?.title}
                            <span class="sr-only">{step()?.isDone === true ? ', done' : ', open'}</span>
                          </span>
                          <Show when={id === 'event' && (arrived() ?? progress.answer()?.lastEvent)}>
                            {(event) => (
                              <span class="min-w-0 truncate text-sm text-pine">
                                {event().eventType} of {event().productId} by {event().userId}
                              </span>
                            )}
                          </Show>
                        </div>
                        <Switch>
                          <Match when={open() === id}>
                            <div class="mt-3 min-w-0 space-y-4 text-sm text-soft sm:pl-9">
                              <Show
                                when={madeKeys()?.tenantId === props.tenant.id}
                                fallback={
                                  <Show when={id !== 'keys'}>
                                    <p>
                                      A key is shown once, when it is made: <code>$KEY</code> and <code>$READ_KEY</code>{' '}
                                      stand for yours. If you did not keep them,{' '}
                                      <TextLink href={`${tenantPath(props.tenant.id)}/api-keys`}>
                                        make new ones
                                      </TextLink>
                                      .
                                    </p>
                                  </Show>
                                }
                              >
                                <p class="rounded-md bg-ochre-soft px-3 py-2 text-ochre">
                                  Your keys stand in these snippets and are shown this once: keep them before you leave.
                                </p>
                              </Show>
                              {contents[id]()}
                            </div>
                          </Match>
                        </Switch>
                      </li>
                    );
                  }}
                </For>
              </ol>
              <div class="pt-4">
                <FillWithDemo />
              </div>
            </Card>
          )}
        </Loaded>
      </Show>
    </Show>
  );
}

function PutAway(props: { onClick: () => void }) {
  return (
    <Button isSmall look="bare" onClick={() => props.onClick()}>
      Put this away
    </Button>
  );
}
