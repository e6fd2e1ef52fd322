import { Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import type { LiveQuery } from '#console/http/live-query.ts';
import { session } from '#console/session/session.ts';

type Version = { version: number; adminId: string; at: string };

/** What was saved, when and by whom, the newest first; each but the newest can be made the next one. `tell` says what a version was. */
export function Versions<One extends Version>(props: {
  query: LiveQuery<One[]>;
  tell: (version: One) => string;
  isBusy: boolean;
  onRollBack: (version: number) => void;
}) {
  const { tenant } = useTenant();
  const newest = () => props.query.answer()?.[0]?.version;
  const whoOf = (adminId: string) => (adminId === session()?.user.id ? 'you' : `admin ${adminId.slice(0, 8)}`);
  return (
    <Loaded query={props.query}>
      {(versions) => (
        <Show when={versions().length > 0} fallback={<p class="text-sm text-soft">Nothing was saved yet.</p>}>
          <Table
            caption="Versions"
            rows={versions()}
            columns={[
              { title: 'Version', isFigure: true, cell: ({ version }) => version },
              { title: 'Saved', cell: ({ at }) => <Time at={at} timeZone={tenant().config.timeZone} /> },
              { title: 'By', cell: ({ adminId }) => whoOf(adminId) },
              { title: 'What it was', cell: props.tell },
              {
                title: 'Actions',
                cell: ({ version }) => (
                  <Show when={version !== newest()} fallback={<span class="text-soft">in force</span>}>
                    <Changes>
                      <Button look="bare" isSmall disabled={props.isBusy} onClick={() => props.onRollBack(version)}>
                        Roll back to {version}
                      </Button>
                    </Changes>
                  </Show>
                ),
              },
            ]}
          />
        </Show>
      )}
    </Loaded>
  );
}
