import { useSearchParams } from '@solidjs/router';
import { accountActText } from '#console/account/account-act-text.ts';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Pager } from '#console/components/pager.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listAccountActs } from '#console/queries/account.ts';

const shownActs = 10;
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What was done to the account, and from which address, so that an act that was not one's own is seen. */
export function AccountActs() {
  const [search, setSearch] = useSearchParams<{ actsOffset?: string }>();
  const offset = () => Math.max(0, Number.parseInt(search.actsOffset ?? '0', 10) || 0);
  const acts = createLiveQuery(offset, (from, signal) => listAccountActs({ limit: shownActs, offset: from }, signal));
  return (
    <Card
      title="What was done to your account"
      hint="If something here was not you, change the password: it ends every other session."
    >
      <Loaded query={acts}>
        {(answer) => (
          <>
            <Table
              caption="Acts on your account"
              rows={answer().data}
              columns={[
                { title: `When, ${timeZone}`, cell: ({ at }) => <Time at={at} timeZone={timeZone} isExact /> },
                { title: 'What', cell: ({ action }) => accountActText(action) },
                { title: 'From', cell: ({ address }) => <span class="figures">{address ?? '–'}</span> },
              ]}
            />
            <Pager
              offset={offset()}
              limit={shownActs}
              total={answer().meta.total}
              onGo={(to) => setSearch({ actsOffset: to === 0 ? undefined : String(to) })}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}
