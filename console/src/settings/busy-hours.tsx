import { Badge } from '#console/components/badge.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readBusyHours } from '#console/queries/models.ts';

/** The shoppers who did most in an hour, and whether trends leave that out. */
export function BusyHours() {
  const { tenant } = useTenant();
  // Asked anew when the limit is saved, since that decides what is left out.
  const busy = createLiveQuery(
    () => `${tenant().id} ${JSON.stringify(tenant().config.strategies.trending)}`,
    (_, signal) => readBusyHours(tenant().id, signal),
  );
  return (
    <Card
      title="Left out of trends"
      hint="What a shopper does in an hour of more views, clicks and carts than maxHourlyEvents is left out of trending, but for purchases. A higher maxHourlyEvents takes it back at once."
    >
      <Loaded query={busy}>
        {(hours) =>
          hours().data.length === 0 ? (
            <Empty title="No shopper was that busy">Hours of more than 200 views, clicks and carts stand here.</Empty>
          ) : (
            <Table
              caption="The busiest hours of shoppers"
              rows={hours().data}
              columns={[
                { title: 'Shopper', cell: ({ userId }) => userId ?? 'erased' },
                { title: 'Hour', cell: ({ hour }) => <Time at={hour} timeZone={tenant().config.timeZone} isExact /> },
                { title: 'Events', isFigure: true, cell: ({ events }) => events.toLocaleString('en') },
                {
                  title: 'Trends',
                  cell: ({ isLeftOut }) => (
                    <Badge tone={isLeftOut ? 'bad' : 'good'}>{isLeftOut ? 'left out' : 'counts'}</Badge>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
