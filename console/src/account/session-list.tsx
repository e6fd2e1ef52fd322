import { Show } from 'solid-js';
import { deviceText } from '#console/account/device-text.ts';
import { Badge } from '#console/components/badge.tsx';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { count } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { endOtherSessions, endSession, listSessions } from '#console/queries/account.ts';
import type { SessionView } from '#schemas/http/auth.ts';

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Where the admin is signed in; each session but this one can be ended, or all of them at once. */
export function SessionList() {
  const sessions = createLiveQuery(
    () => true,
    async (_all, signal) => (await listSessions(signal)).data,
  );
  async function end({ id, userAgent }: SessionView): Promise<void> {
    await endSession(id);
    sessions.refresh();
    say(`The session of ${deviceText(userAgent)} has ended.`);
  }
  async function endOthers(): Promise<void> {
    const { ended } = (await endOtherSessions()).data;
    sessions.refresh();
    say(ended === 1 ? 'One other session has ended.' : `${count(ended)} other sessions have ended.`);
  }
  return (
    <Loaded query={sessions}>
      {(listed) => (
        <Card
          title="Sessions"
          hint="Where you are signed in. A session that ends is over at once, on that device too."
          actions={
            <Show when={listed().length > 1}>
              <Button isSmall onClick={() => attempt(endOthers)}>
                End all others
              </Button>
            </Show>
          }
        >
          <Table
            caption="Sessions"
            rows={listed()}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Device',
                cell: ({ userAgent, isCurrent }) => (
                  <span title={userAgent ?? undefined}>
                    {deviceText(userAgent)} {isCurrent ? <Badge tone="good">this one</Badge> : ''}
                  </span>
                ),
              },
              { title: 'Address', cell: ({ address }) => <span class="figures">{address ?? '–'}</span> },
              { title: 'Since', cell: ({ startedAt }) => <Time at={startedAt} timeZone={timeZone} /> },
              { title: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} timeZone={timeZone} /> },
              {
                title: 'Actions',
                cell: (session) => (
                  <Show when={!session.isCurrent}>
                    <Button look="bare" isSmall onClick={() => attempt(() => end(session))}>
                      End<span class="sr-only"> the session of {deviceText(session.userAgent)}</span>
                    </Button>
                  </Show>
                ),
              },
            ]}
          />
        </Card>
      )}
    </Loaded>
  );
}
