import { For, Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Code } from '#console/components/code.tsx';
import { hexDump } from '#console/format/hex-dump.ts';
import type { DeadLetterView } from '#schemas/http/dead-letters.ts';

/** Why a record could not be used: what each step of reading it says, what could be read, and its bytes. */
export function LetterRecord(props: { letter: DeadLetterView }) {
  const bytes = () =>
    props.letter.value === null ? null : Uint8Array.from(atob(props.letter.value), (letter) => letter.charCodeAt(0));
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
      <Show when={bytes()} fallback={<p class="text-soft">The record has no value.</p>}>
        {(raw) => <Code label={`Its ${raw().length} bytes`} text={hexDump(raw())} />}
      </Show>
    </div>
  );
}
