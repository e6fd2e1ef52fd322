import { Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Card } from '#console/components/card.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { adviseOnName } from '#console/events/advise-on-name.ts';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listUnknownNames } from '#console/queries/unknown-names.ts';

const kinds = { event_type: 'type of event', field: 'field' } as const;

/** Names that senders use and that are not understood: the events that have them were refused. Nothing is shown while there are none. */
export function UnknownNames(props: { tenantId: string; space: 'live' | 'test'; timeZone: string }) {
  const names = createLiveQuery(
    () => ({ id: props.tenantId, space: props.space }),
    async ({ id, space }, signal) => (await listUnknownNames(id, { space }, signal)).data,
  );
  return (
    <Show when={names.answer()?.length}>
      <Card
        title="Names that are not understood"
        hint="Of the last 7 days. Events with them were refused: rename them in the sender, or leave the field out."
      >
        <Table
          caption="Names that are not understood"
          rows={names.answer() ?? []}
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
            { title: 'What to do', cell: (name) => <span class="block min-w-48">{adviseOnName(name)}</span> },
            { title: 'Last', cell: ({ lastAt }) => <Time at={lastAt} timeZone={props.timeZone} /> },
          ]}
        />
      </Card>
    </Show>
  );
}
