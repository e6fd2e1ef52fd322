import { useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { anOffset } from '#console/address/taken.ts';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Pager } from '#console/components/pager.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { offsetOf } from '#console/format/offset-of.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { endReplay, listReplays } from '#console/queries/replays.ts';
import { ReplayCommands } from '#console/replays/commands.tsx';
import { PredictionLedger } from '#console/replays/ledger.tsx';
import { NewReplay } from '#console/replays/new-replay.tsx';
import { isOpen, ReplayTable } from '#console/replays/replay-table.tsx';
import { kindWords } from '#console/replays/replay-words.ts';
import type { ReplayKind, ReplayView } from '#schemas/http/replays.ts';

const replayKinds = Object.keys(kindWords) as ReplayKind[];

/** How often the page looks how far replays are, while one is at work or waits, and else. */
const [atWorkEveryMs, atRestEveryMs] = [2_000, 60_000];

/** What its address may ask for. */
const takes = { offset: anOffset };

/** Asks the past: evaluations, exports and rebuilds, how far each is, and what it found. */
export default function Replay() {
  const { tenant } = useTenant();
  const [search, setSearch] = useSearchParams<{ offset?: string; new?: string }>();
  /** What a new replay is asked for is in the URL while it is written. */
  const asking = () => replayKinds.find((kind) => kind === search.new);
  const isAsking = () => asking() !== undefined && tenant().status === 'active';
  const ask = (kind: ReplayKind | undefined) => setSearch({ new: kind }, { replace: true });
  const replays = createLiveQuery(
    () => ({ id: tenant().id, offset: offsetOf(search.offset) }),
    ({ id, offset }, signal) => listReplays(id, { offset }, signal),
    { everyMs: (answer) => (answer?.data.some(isOpen) === true ? atWorkEveryMs : atRestEveryMs) },
  );
  async function end(replay: ReplayView): Promise<void> {
    await endReplay(tenant().id, replay.id);
    replays.refresh();
    say(`The ${kindWords[replay.kind].toLowerCase()} is ${isOpen(replay) ? 'cancelled' : 'removed'}.`);
  }
  const start = () => (
    <Button look="primary" disabled={tenant().status !== 'active'} onClick={() => ask('evaluate')}>
      New replay
    </Button>
  );

  return (
    <Page
      title="Replay"
      takes={takes}
      hint="Every figure is made from the log, and can be made from it again: evaluate strategies on the past, export data, build a table anew. Live serving goes on undisturbed."
      actions={start()}
    >
      <Loaded query={replays}>
        {(answer) => (
          <Card title="Replays">
            <Show
              when={answer().meta.total > 0}
              fallback={
                <Empty title="Nothing was asked of the past yet">
                  <p>
                    Would another strategy have found what your shoppers chose? Start an evaluation: it takes seconds,
                    and changes nothing.
                  </p>
                  {start()}
                </Empty>
              }
            >
              <ReplayTable
                tenantId={tenant().id}
                replays={answer().data}
                timeZone={tenant().config.timeZone}
                currency={tenant().config.currency}
                isReadOnly={tenant().status !== 'active'}
                onEnd={(replay) => attempt(() => end(replay))}
              />
              <Pager
                {...answer().meta}
                onGo={(offset) => setSearch({ offset: offset === 0 ? undefined : String(offset) })}
              />
            </Show>
          </Card>
        )}
      </Loaded>
      <PredictionLedger tenantId={tenant().id} timeZone={tenant().config.timeZone} />
      <ReplayCommands shop={tenant().name} />
      <Dialog isOpen={isAsking()} onClose={() => ask(undefined)} title="New replay">
        <NewReplay
          tenantId={tenant().id}
          kind={asking() ?? 'evaluate'}
          onChoose={ask}
          onAsked={(replay) => {
            ask(undefined);
            replays.refresh();
            say(`The ${kindWords[replay.kind].toLowerCase()} is asked for.`);
          }}
        />
      </Dialog>
    </Page>
  );
}
