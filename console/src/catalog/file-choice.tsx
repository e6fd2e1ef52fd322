import { createUniqueId, For, Show } from 'solid-js';
import { encodingOf, type FileEncoding, fileEncodings, textOfBeginning } from '#console/catalog/file-encoding.ts';
import { type FileKind, fileKinds, kindOf } from '#console/catalog/file-kinds.ts';
import type { ChosenFile } from '#console/catalog/send-products-file.ts';
import { Field, SelectField } from '#console/components/field.tsx';

/** Of a file, enough to know what it is. */
const beginningBytes = 65_536;
const defaultRetireUpTo = 50;

/** Asks for a file of products, what it is and how its letters are stored (which is guessed from its beginning), and whether it is the whole catalog, with what that leads to. */
export function FileChoice(props: {
  chosen: ChosenFile | null;
  isBusy: boolean;
  onChoose: (chosen: ChosenFile) => void;
}) {
  const id = createUniqueId();
  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const beginning = new Uint8Array(await file.slice(0, beginningBytes).arrayBuffer());
    const encoding = encodingOf(beginning, file.size <= beginningBytes);
    const kind = kindOf(textOfBeginning(beginning, encoding));
    props.onChoose({ file, kind, encoding, isFull: false, retireUpTo: defaultRetireUpTo });
  }
  return (
    <div class="space-y-4">
      <label
        for={id}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (!props.isBusy) void take(event.dataTransfer?.files[0]);
        }}
        class="block rounded-md border border-dashed border-edge px-6 py-8 text-center focus-within:border-pine hover:border-pine"
      >
        <span class="font-medium break-words">{props.chosen?.file.name ?? 'Choose a file, or drop it here'}</span>
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.xml,.rss,.gz"
          class="mx-auto mt-3 block max-w-full text-sm text-soft file:mr-3 file:min-h-9 file:cursor-pointer file:rounded-md file:border file:border-line file:bg-card file:px-3 file:font-medium file:text-ink"
          disabled={props.isBusy}
          onChange={(event) => take(event.currentTarget.files?.[0])}
        />
      </label>
      <Show when={props.chosen}>
        {(chosen) => (
          <fieldset disabled={props.isBusy} class="space-y-4">
            <SelectField
              label="What it is"
              name="kind"
              value={chosen().kind}
              hint="Guessed from how the file begins."
              onChange={(event) =>
                props.onChoose({ ...chosen(), kind: event.currentTarget.value as FileKind, isFull: false })
              }
            >
              <For each={fileKinds}>{({ id: kind, label }) => <option value={kind}>{label}</option>}</For>
            </SelectField>
            <SelectField
              label="How its letters are stored"
              name="encoding"
              value={chosen().encoding}
              hint="Guessed too. XML is read as it says itself."
              onChange={(event) =>
                props.onChoose({ ...chosen(), encoding: event.currentTarget.value as FileEncoding, isFull: false })
              }
            >
              <For each={fileEncodings}>{({ id: encoding, label }) => <option value={encoding}>{label}</option>}</For>
            </SelectField>
            <Show when={chosen().kind !== 'own'}>
              <label class="flex items-start gap-2 text-sm">
                <input
                  type="checkbox"
                  class="mt-1"
                  checked={chosen().isFull}
                  onChange={(event) => props.onChoose({ ...chosen(), isFull: event.currentTarget.checked })}
                />
                <span>
                  This file is the whole catalog
                  <span class="block text-soft">
                    Products that it lacks become unavailable: they are recommended no more, and keep their names and
                    figures. A later file that has them brings them back. How many these are is said before anything is
                    done.
                  </span>
                </span>
              </label>
              <Show when={chosen().isFull}>
                <Field
                  label="Stop if it lacks more than this percentage of the available products"
                  name="retireUpTo"
                  type="number"
                  min="0"
                  max="100"
                  value={chosen().retireUpTo}
                  hint="An export that broke off lacks many. Above this, none becomes unavailable."
                  onChange={(event) => props.onChoose({ ...chosen(), retireUpTo: Number(event.currentTarget.value) })}
                />
              </Show>
            </Show>
          </fieldset>
        )}
      </Show>
    </div>
  );
}
