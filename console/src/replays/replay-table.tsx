import { Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Button } from '#console/components/button.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { Progress } from '#console/replays/progress.tsx';
import { ReplayReport } from '#console/replays/replay-report.tsx';
import { askedText, kindWords, stateTones, turnText } from '#console/replays/replay-words.ts';
import type { ReplayView } from '#schemas/http/replays.ts';

export const isOpen = ({ state }: ReplayView) => state === 'queued' || state === 'running';

/** Replays, each of which unfolds into what it found. */
export function ReplayTable(props: {
  tenantId: string;
  replays: readonly ReplayView[];
  timeZone: string;
  currency: string;
  isReadOnly: boolean;
  onEnd: (replay: ReplayView) => Promise<void>;
}) {
  return (
    <Table
      caption="Replays"
      rows={props.replays}
      keyOf={({ id }) => id}
      detail={(replay) => (
        <ReplayReport tenantId={props.tenantId} replay={replay} timeZone={props.timeZone} currency={props.currency} />
      )}
      columns={[
        { title: 'Asked', cell: ({ createdAt }) => <Time at={createdAt} timeZone={props.timeZone} /> },
        { title: 'Kind', cell: ({ kind }) => <span class="font-medium">{kindWords[kind]}</span> },
        { title: 'What', cell: (replay) => askedText(replay) },
        {
          title: 'State',
          cell: (replay) => (
            <Show
              when={replay.state === 'running'}
              fallback={
                <>
                  <Badge tone={stateTones[replay.state]}>{replay.state}</Badge>
                  <Show when={replay.state === 'queued'}>
                    <p class="text-xs text-soft">{turnText(replay.waitingFor)}</p>
                  </Show>
                </>
              }
            >
              <Progress replay={replay} />
            </Show>
          ),
        },
        {
          title: 'Actions',
          cell: (replay) => (
            <Button look="bare" isSmall disabled={props.isReadOnly} onClick={() => props.onEnd(replay)}>
              {isOpen(replay) ? 'Cancel' : 'Remove'}
              <span class="sr-only">
                {' '}
                the {kindWords[replay.kind].toLowerCase()} of {askedText(replay)}
              </span>
            </Button>
          ),
        },
      ]}
    />
  );
}
