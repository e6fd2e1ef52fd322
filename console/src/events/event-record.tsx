import { For } from 'solid-js';
import { Code } from '#console/components/code.tsx';
import { clockText } from '#console/format/clock-text.ts';
import type { EventView } from '#schemas/http/events.ts';

/** An event as it is stored, and where its record is on the log. */
export function EventRecord(props: { event: EventView; timeZone: string }) {
  const facts = (): readonly (readonly [string, string])[] => {
    const { event, timeZone } = props;
    const clock = (time: string) => clockText(Date.parse(time), timeZone);
    return [
      ['Topic', event.topic],
      ['Partition', String(event.partition)],
      ['Offset', event.offset],
      ['Log', String(event.log)],
      ['Received', clock(event.receivedAt)],
      [
        'Flags',
        [
          event.late ? 'late' : '',
          event.unknownProduct ? 'unknown product' : '',
          event.clockCorrected ? 'clock corrected' : '',
        ]
          .filter(Boolean)
          .join(', ') || 'none',
      ],
    ];
  };
  return (
    <div class="space-y-4">
      <dl class="flex flex-wrap gap-x-8 gap-y-2">
        <For each={facts()}>
          {([name, value]) => (
            <div>
              <dt class="text-xs text-soft">{name}</dt>
              <dd class="figures">{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <Code label="The decoded record" text={JSON.stringify(props.event, null, 2)} />
    </div>
  );
}
