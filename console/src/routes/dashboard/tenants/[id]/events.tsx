import { Match, Show, Switch } from 'solid-js';
import { snippetKeys } from '#console/api-keys/made-keys.ts';
import { Badge } from '#console/components/badge.tsx';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { FirstEvent } from '#console/dashboard/first-event.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createEventFeed } from '#console/events/event-feed.ts';
import { EventFilterForm } from '#console/events/event-filter-form.tsx';
import { eventQuestion, eventsTake, useEventFilters } from '#console/events/event-question.ts';
import { EventTable } from '#console/events/event-table.tsx';
import { UnknownNames } from '#console/events/unknown-names.tsx';
import { count } from '#console/format/numbers.ts';

/** The stored events of a shop, the newest first, followed live. */
export default function Events() {
  const { tenant } = useTenant();
  const { filters, change, clear } = useEventFilters();
  const timeZone = () => tenant().config.timeZone;
  const feed = createEventFeed(() => ({
    tenantId: tenant().id,
    query: eventQuestion(filters(), timeZone()),
    isFollowed: filters().to === undefined && tenant().status === 'active',
  }));
  const isFiltered = () => Object.entries(filters()).some(([name, value]) => name !== 'space' && value !== undefined);

  return (
    <Page
      title="Events"
      takes={eventsTake}
      hint="What shoppers did, as it is stored. A click on a value shows only what has it too."
      actions={
        <Show
          when={filters().to === undefined}
          fallback={<Button onClick={() => change({ to: '' })}>Back to now</Button>}
        >
          <Switch>
            <Match when={tenant().status !== 'active'}>
              <Badge>not followed</Badge>
            </Match>
            <Match when={feed.state().kind === 'live'}>
              <Badge tone="good">live</Badge>
            </Match>
            <Match when={feed.state().kind === 'opening'}>
              <Badge>connecting</Badge>
            </Match>
            <Match when={feed.state().kind === 'away'}>
              <Badge tone="notice">connecting again</Badge>
            </Match>
            <Match when={feed.state().kind === 'refused'}>
              <Badge tone="bad">not followed</Badge>
            </Match>
          </Switch>
        </Show>
      }
    >
      <Card>
        <EventFilterForm timeZone={timeZone()} />
      </Card>
      <Card>
        {/* The place of the button is always there, so that the list does not move when something new waits. */}
        <div class="mb-3 flex min-h-8 items-center" aria-live="polite">
          <Show when={feed.waitingCount() > 0} fallback={<span class="text-sm text-soft">The newest first.</span>}>
            <Button isSmall onClick={feed.showNew}>
              Show {count(feed.waitingCount())} new
            </Button>
          </Show>
        </div>
        <Loaded query={feed.page}>
          {() => (
            <Show
              when={feed.shown().length > 0}
              fallback={
                <Show
                  when={isFiltered()}
                  fallback={
                    <Empty title="No event yet">
                      <p>Send the first one with a key of this shop: it appears here within two seconds.</p>
                      <FirstEvent apiUrl={location.origin} {...snippetKeys(tenant().id)} />
                    </Empty>
                  }
                >
                  <Empty title="No event is like that" onClear={clear} />
                </Show>
              }
            >
              <EventTable events={feed.shown()} timeZone={timeZone()} onFilter={change} />
              <Show when={!feed.isAtEnd()}>
                <div class="mt-4">
                  <Button onClick={() => attempt(feed.showOlder)}>Show older events</Button>
                </div>
              </Show>
            </Show>
          )}
        </Loaded>
      </Card>
      <UnknownNames space={filters().space === 'test' ? 'test' : 'live'} />
    </Page>
  );
}
