import { For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { eventTypes } from '#console/events/event-types.ts';
import { meantType } from '#console/events/meant-type.ts';
import { type EventName, takeNameAs } from '#console/queries/event-names.ts';

type TakenAs = EventName['takenAs'];

/** Sets with one click what a name of a sender's is taken as from now on: what it probably means, any other type, or nothing. It can be undone. */
export function TakeAs(props: { name: string; takenAs: TakenAs | null }) {
  const { tenant, refresh } = useTenant();
  const take = (takenAs: TakenAs | null) =>
    attempt(async () => {
      const before = await takeNameAs(tenant().id, props.name, takenAs);
      refresh();
      say(saidOf(props.name, takenAs), async () => {
        await takeNameAs(tenant().id, props.name, before);
        refresh();
      });
    });
  return (
    <Changes class="flex flex-wrap items-center gap-2">
      <Show when={props.takenAs === null && meantType(props.name)}>
        {(meant) => (
          <Button isSmall onClick={() => take(meant())}>
            Take as {meant()}
          </Button>
        )}
      </Show>
      <select
        aria-label={`Take ${props.name} as`}
        class="min-h-8 rounded-md border border-edge bg-card px-2 text-sm"
        onChange={(event) => take((event.currentTarget.value || null) as TakenAs | null)}
      >
        <option value="" selected={props.takenAs === null}>
          not understood
        </option>
        <For each={eventTypes}>
          {(type) => (
            <option value={type} selected={props.takenAs === type}>
              {type}
            </option>
          )}
        </For>
        <option value="ignore" selected={props.takenAs === 'ignore'}>
          left out
        </option>
      </select>
    </Changes>
  );
}

function saidOf(name: string, takenAs: TakenAs | null): string {
  if (takenAs === null) return `${name} is not understood any more.`;
  return takenAs === 'ignore'
    ? `Events named ${name} are left out from now on.`
    : `Events named ${name} are taken as ${takenAs} from now on.`;
}
