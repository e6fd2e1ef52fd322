import { Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Button } from '#console/components/button.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { LetterRecord } from '#console/dead-letters/letter-record.tsx';
import type { DeadLetterView } from '#schemas/http/dead-letters.ts';

/** Dead letters, each of which unfolds into why it is one, and a form to repair it. One that was put back cannot be put back again. */
export function LetterTable(props: {
  letters: readonly DeadLetterView[];
  timeZone: string;
  isReadOnly: boolean;
  onRedrive: (letter: DeadLetterView) => Promise<void>;
  onRepair: (letter: DeadLetterView, event: unknown) => Promise<void>;
}) {
  return (
    <Table
      caption="Dead letters"
      rows={props.letters}
      keyOf={({ id }) => String(id)}
      detail={(letter) => (
        <LetterRecord
          letter={letter}
          timeZone={props.timeZone}
          isReadOnly={props.isReadOnly}
          onRepair={(event) => props.onRepair(letter, event)}
        />
      )}
      columns={[
        { title: 'When', cell: ({ at }) => <Time at={at} timeZone={props.timeZone} /> },
        { title: 'Reason', cell: ({ reason }) => <Badge tone="bad">{reason}</Badge> },
        { title: 'Topic', cell: ({ topic }) => topic },
        { title: 'Partition', isFigure: true, cell: ({ partition }) => partition },
        { title: 'Offset', isFigure: true, cell: ({ offset }) => offset },
        { title: 'Key', cell: ({ key }) => <span class="font-mono text-xs break-all">{key}</span> },
        {
          title: 'Actions',
          cell: (letter) => (
            <Show
              when={letter.redrivenAt}
              fallback={
                <Button look="bare" isSmall disabled={props.isReadOnly} onClick={() => props.onRedrive(letter)}>
                  Redrive<span class="sr-only"> the letter of offset {letter.offset}</span>
                </Button>
              }
            >
              {(at) => (
                <span class="whitespace-nowrap text-soft">
                  {letter.repair === null ? '' : 'repaired, '}redriven <Time at={at()} timeZone={props.timeZone} />
                </span>
              )}
            </Show>
          ),
        },
      ]}
    />
  );
}
