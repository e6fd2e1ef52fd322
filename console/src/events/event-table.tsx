import { type JSX, Show } from 'solid-js';
import { Badge, type Tone } from '#console/components/badge.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { EventRecord } from '#console/events/event-record.tsx';
import type { EventView } from '#schemas/http/events.ts';

const tones: Readonly<Partial<Record<EventView['eventType'], Tone>>> = {
  purchase: 'good',
  add_to_cart: 'info',
  recommendation_impressed: 'notice',
  recommendation_clicked: 'notice',
};

/** Events, each of which unfolds into its record. A click on a value shows only what has it too. */
export function EventTable(props: {
  events: readonly EventView[];
  timeZone: string;
  onFilter: (change: { type?: string; userId?: string; productId?: string }) => void;
}) {
  return (
    <Table
      caption="Events"
      rows={props.events}
      detail={(event) => <EventRecord event={event} timeZone={props.timeZone} />}
      columns={[
        {
          title: `When, ${props.timeZone}`,
          cell: (event) => <Time at={event.timestamp} timeZone={props.timeZone} isExact />,
        },
        {
          title: 'What',
          cell: ({ eventType }) => (
            <Value title="Only this type" onClick={() => props.onFilter({ type: eventType })}>
              <Badge tone={tones[eventType] ?? 'plain'}>{eventType}</Badge>
            </Value>
          ),
        },
        {
          title: 'Shopper',
          cell: ({ userId }) => (
            <Value title="Only this shopper" onClick={() => props.onFilter({ userId })}>
              {userId}
            </Value>
          ),
        },
        {
          title: 'Product',
          cell: ({ productId }) => (
            <Value title="Only this product" onClick={() => props.onFilter({ productId })}>
              {productId}
            </Value>
          ),
        },
        {
          title: 'Flags',
          cell: (event) => (
            <span class="flex flex-wrap gap-1">
              <Show when={event.late}>
                <Badge tone="notice">late</Badge>
              </Show>
              <Show when={event.unknownProduct}>
                <Badge tone="bad">unknown product</Badge>
              </Show>
            </span>
          ),
        },
      ]}
    />
  );
}

function Value(props: { title: string; onClick: () => void; children: JSX.Element }) {
  return (
    <button
      type="button"
      title={props.title}
      onClick={props.onClick}
      class="max-w-56 truncate rounded-sm text-left underline-offset-4 hover:text-pine hover:underline"
    >
      {props.children}
    </button>
  );
}
