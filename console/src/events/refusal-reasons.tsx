import { Card } from '#console/components/card.tsx';
import { Said } from '#console/components/said.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { count } from '#console/format/numbers.ts';
import type { UnknownNameView } from '#schemas/http/unknown-names.ts';

/** Why events were refused, but for names that are not understood: in words, by how many, with what the last one had. Senders of other software are told nothing of it that their SDK would show. */
export function RefusalReasons(props: { reasons: readonly UnknownNameView[]; timeZone: string }) {
  return (
    <Card
      title="Why events were refused"
      hint="Of the last 7 days. A sender of other software takes our answer for success, so it is said here."
    >
      <Table
        caption="Why events were refused"
        rows={props.reasons}
        columns={[
          {
            title: 'Why',
            cell: ({ message, name }) => (
              <span class="block min-w-56">
                <Said text={message ?? name} />
              </span>
            ),
          },
          {
            title: 'For example',
            cell: ({ example }) => <span class="font-mono text-xs break-all">{example ?? '–'}</span>,
          },
          { title: 'Refused events', isFigure: true, cell: ({ events }) => count(events) },
          { title: 'Last', cell: ({ lastAt }) => <Time at={lastAt} timeZone={props.timeZone} /> },
        ]}
      />
    </Card>
  );
}
