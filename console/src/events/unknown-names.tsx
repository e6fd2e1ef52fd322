import { Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Card } from '#console/components/card.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { adviseOnName } from '#console/events/advise-on-name.ts';
import { RefusalReasons } from '#console/events/refusal-reasons.tsx';
import { TakeAs } from '#console/events/take-as.tsx';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listUnknownNames } from '#console/queries/unknown-names.ts';

const kinds = { event_type: 'type of event', field: 'field', reason: 'reason' } as const;
/** What is longer is listed by its beginning, and cannot be told from another that begins so. */
const maxNameLength = 63;

/** For what events were refused: names that are not understood, and what each is to be taken as; other reasons; then the names for which that is set. Nothing is shown where there are none. */
export function UnknownNames(props: { space: 'live' | 'test' }) {
  const { tenant } = useTenant();
  const names = createLiveQuery(
    () => ({ id: tenant().id, space: props.space }),
    async ({ id, space }, signal) => (await listUnknownNames(id, { space }, signal)).data,
  );
  const set = () => tenant().config.eventNames;
  const takenAs = (name: string) => set().find((one) => one.name === name)?.takenAs ?? null;
  const reasons = () => (names.answer() ?? []).filter(({ kind }) => kind === 'reason');
  const unknown = () =>
    (names.answer() ?? []).filter(
      ({ kind, name }) => kind === 'field' || (kind === 'event_type' && takenAs(name) === null),
    );
  return (
    <>
      <Show when={unknown().length > 0}>
        <Card
          title="Names that are not understood"
          hint="Of the last 7 days. Events with them were refused, and their senders may have been told nothing: say what they mean, or mend the sender."
        >
          <Table
            caption="Names that are not understood"
            rows={unknown()}
            keyOf={({ kind, name }) => `${kind} ${name}`}
            columns={[
              { title: 'Name', cell: ({ name }) => <span class="font-mono text-xs break-all">{name}</span> },
              { title: 'Sent as', cell: ({ kind }) => <Badge>{kinds[kind]}</Badge> },
              { title: 'Refused events', isFigure: true, cell: ({ events }) => count(events) },
              {
                title: 'By day (UTC)',
                cell: ({ days }) => (
                  <span class="figures">
                    {days.map(({ day, events }) => `${day.slice(5)}: ${count(events)}`).join(', ')}
                  </span>
                ),
              },
              {
                title: 'What to do',
                cell: (one) => (
                  <div class="min-w-56 space-y-2">
                    <p>{adviseOnName(one)}</p>
                    <Show when={one.kind === 'event_type' && one.name.length <= maxNameLength}>
                      <TakeAs name={one.name} takenAs={null} />
                    </Show>
                  </div>
                ),
              },
              { title: 'Last', cell: ({ lastAt }) => <Time at={lastAt} timeZone={tenant().config.timeZone} /> },
            ]}
          />
        </Card>
      </Show>
      <Show when={reasons().length > 0}>
        <RefusalReasons reasons={reasons()} timeZone={tenant().config.timeZone} />
      </Show>
      <Show when={set().length > 0}>
        <Card
          title="Names that this shop has set"
          hint="They hold for what is sent from now on, in both spaces. What was refused before is not here: have it sent again."
        >
          <Table
            caption="Names that this shop has set"
            rows={set()}
            keyOf={({ name }) => name}
            columns={[
              { title: 'Name', cell: ({ name }) => <span class="font-mono text-xs break-all">{name}</span> },
              { title: 'Taken as', cell: (one) => <TakeAs name={one.name} takenAs={one.takenAs} /> },
            ]}
          />
        </Card>
      </Show>
    </>
  );
}
