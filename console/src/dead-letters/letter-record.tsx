import { For, Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Code } from '#console/components/code.tsx';
import { Time } from '#console/components/time.tsx';
import { draftToRepair, RepairLetter } from '#console/dead-letters/repair-letter.tsx';
import { textOfBytes } from '#console/dead-letters/text-of-bytes.ts';
import { hexDump } from '#console/format/hex-dump.ts';
import { several } from '#console/format/several.ts';
import { session } from '#console/session/session.ts';
import type { DeadLetterView } from '#schemas/http/dead-letters.ts';

/** Why a record could not be used: what each step of reading it says, what could be read, and its bytes; below them what was made of it, or a form for that. */
export function LetterRecord(props: {
  letter: DeadLetterView;
  timeZone: string;
  isReadOnly: boolean;
  onRepair: (event: unknown) => Promise<void>;
}) {
  const bytes = () =>
    props.letter.value === null ? null : Uint8Array.from(atob(props.letter.value), (letter) => letter.charCodeAt(0));
  const text = () => {
    const raw = bytes();
    return raw === null ? null : textOfBytes(raw);
  };
  const hasFields = () => Object.keys(props.letter.fields).length > 0;
  return (
    <div class="space-y-4">
      <ol class="space-y-1.5">
        <For each={props.letter.steps}>
          {({ step, isDone, said }) => (
            <li class="flex gap-3">
              <span class="w-16 shrink-0">
                <Badge tone={isDone ? 'good' : 'bad'}>{step}</Badge>
              </span>
              <span>{said}</span>
            </li>
          )}
        </For>
        <li class="flex gap-3">
          <span class="w-16 shrink-0">
            <Badge tone="bad">refused</Badge>
          </span>
          <span>{props.letter.detail}</span>
        </li>
      </ol>
      <Show when={hasFields()}>
        <Code label="What could be read" text={JSON.stringify(props.letter.fields, null, 2)} />
      </Show>
      <Show when={text()}>{(written) => <Code label="Its bytes, as a text" text={written()} />}</Show>
      <Show when={bytes()} fallback={<p class="text-soft">The record has no value.</p>}>
        {(raw) => <Code label={`Its ${several(raw().length, 'byte')}`} text={hexDump(raw())} />}
      </Show>
      <Show when={props.letter.repair}>
        {(repair) => (
          <div class="space-y-2">
            <p>
              Repaired by {repair().adminId === session()?.user.id ? 'you' : `admin ${repair().adminId.slice(0, 8)}`}{' '}
              <Time at={repair().at} timeZone={props.timeZone} />.
              {props.letter.redrivenAt === null ? ' It waits: redrive puts the repaired record onto the topic.' : ''}
            </p>
            <Code label="The repaired record" text={JSON.stringify(repair().fields, null, 2)} />
          </div>
        )}
      </Show>
      <Show when={!props.isReadOnly && draftToRepair(props.letter)}>
        {(draft) => <RepairLetter draft={draft()} sent={text()} onRepair={props.onRepair} />}
      </Show>
    </div>
  );
}
