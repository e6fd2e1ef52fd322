import { useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { anOffset, aSpace } from '#console/address/taken.ts';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Pager } from '#console/components/pager.tsx';
import { SpaceChoice, useSpace } from '#console/components/space-choice.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { LetterTable } from '#console/dead-letters/letter-table.tsx';
import { ReasonList } from '#console/dead-letters/reason-list.tsx';
import { offsetOf } from '#console/format/offset-of.ts';
import { oneOrMany, several } from '#console/format/several.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { countDeadLetters, listDeadLetters, redrive, repairDeadLetter } from '#console/queries/dead-letters.ts';
import type { DeadLetterView } from '#schemas/http/dead-letters.ts';

/** What its address may ask for. */
const takes = { space: aSpace, offset: anOffset };

/** Records of a shop that could not be used: why, and back onto their topic, as they are or repaired. */
export default function DeadLetters() {
  const { tenant } = useTenant();
  const [search, setSearch] = useSearchParams<{ reason?: string; offset?: string }>();
  const space = useSpace();
  const reasons = createLiveQuery(
    () => ({ id: tenant().id, space: space() }),
    async (asked, signal) => (await countDeadLetters(asked.id, asked.space, signal)).data,
  );
  const letters = createLiveQuery(
    () => ({ reason: search.reason, offset: offsetOf(search.offset), space: space() }),
    (query, signal) => listDeadLetters(tenant().id, query, signal),
  );
  const waiting = () => (letters.answer()?.data ?? []).filter(({ redrivenAt }) => redrivenAt === null);

  async function putBack(chosen: readonly DeadLetterView[]): Promise<void> {
    const { data } = await redrive(
      tenant().id,
      chosen.map(({ id }) => id),
    );
    reasons.refresh();
    letters.refresh();
    const skipped = data.skipped.length === 0 ? '' : ` ${several(data.skipped.length, 'letter')} had been before.`;
    const redriven = data.redriven.length;
    say(`${several(redriven, 'letter')} put back onto ${oneOrMany(redriven, 'its', 'their')} topic.${skipped}`);
  }

  async function repair({ id }: DeadLetterView, event: unknown): Promise<void> {
    await repairDeadLetter(tenant().id, id, event);
    reasons.refresh();
    letters.refresh();
    say('Repaired, and put onto its topic.');
  }

  return (
    <Page
      title="Dead letters"
      takes={takes}
      hint="Records that could not be decoded or stored. Nothing of them is lost: their bytes are kept, and each can be put back onto its topic once, as it is or repaired."
      actions={<SpaceChoice />}
    >
      <Loaded query={reasons}>
        {(counted) => (
          <Show
            when={counted().length > 0}
            fallback={
              <Card>
                <Empty title="No dead letter">
                  <p>Every record of this shop could be used. There is nothing to do.</p>
                </Empty>
              </Card>
            }
          >
            <ReasonList
              reasons={counted()}
              chosen={search.reason}
              onChoose={(reason) => setSearch({ reason, offset: undefined })}
            />
          </Show>
        )}
      </Loaded>
      <Loaded query={letters}>
        {(answer) => (
          <Show
            when={answer().data.length > 0}
            fallback={
              <Show when={search.reason}>
                <Empty
                  title="No letter has this reason"
                  onClear={() => setSearch({ reason: undefined, offset: undefined })}
                />
              </Show>
            }
          >
            <Card
              title={search.reason ?? 'All reasons'}
              actions={
                <Button
                  isSmall
                  disabled={waiting().length === 0 || tenant().status !== 'active'}
                  onClick={() => attempt(() => putBack(waiting()))}
                >
                  Redrive the {several(waiting().length, 'letter')} of this page that{' '}
                  {oneOrMany(waiting().length, 'waits', 'wait')}
                </Button>
              }
            >
              <LetterTable
                letters={answer().data}
                timeZone={tenant().config.timeZone}
                isReadOnly={tenant().status !== 'active'}
                onRedrive={(letter) => attempt(() => putBack([letter]))}
                onRepair={repair}
              />
              <Pager
                {...answer().meta}
                onGo={(offset) => setSearch({ offset: offset === 0 ? undefined : String(offset) })}
              />
            </Card>
          </Show>
        )}
      </Loaded>
    </Page>
  );
}
