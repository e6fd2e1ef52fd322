import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Table } from '#console/components/table.tsx';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readUsage } from '#console/queries/analytics.ts';

const shownMonths = 6;

/** What pricing will go by, read anew with each `round`. */
export function UsageCard(props: { tenantId: string; round: number }) {
  const usage = createLiveQuery(
    () => ({ id: props.tenantId, round: props.round }),
    async ({ id }, signal) => (await readUsage(id, { months: shownMonths }, signal)).data,
  );
  return (
    <Card title="Usage by month" hint="By arrival, in UTC.">
      <Loaded query={usage}>
        {(months) => (
          <Table
            caption="Usage by month"
            rows={months()}
            columns={[
              { title: 'Month', cell: ({ month }) => monthText(month) },
              { title: 'Events', isFigure: true, cell: ({ events }) => count(events) },
              {
                title: 'Questions for recommendations',
                isFigure: true,
                cell: ({ recommendationRequests }) => count(recommendationRequests),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

/** `2026-11` as `Nov 2026`. */
const monthText = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: 'numeric' }).format(
    new Date(`${month}-01`),
  );
