import { useSearchParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { addressFaults } from '#console/address/address-faults.ts';
import type { Taken } from '#console/address/taken.ts';
import { Button } from '#console/components/button.tsx';
import { Said } from '#console/components/said.tsx';

/** Says what the page cannot use of its address, which is shown as if that stood not there, and offers to take it out; nothing if all is of use. */
export function AddressNotice(props: { takes: Readonly<Record<string, Taken>> }) {
  const [search, setSearch] = useSearchParams();
  const faults = () => addressFaults(search, props.takes);
  const leaveOut = () =>
    setSearch(Object.fromEntries(faults().map(({ name }) => [name, undefined])), { replace: true });
  return (
    <Show when={faults().length > 0}>
      <div role="alert" class="flex flex-wrap items-center gap-3 rounded-md bg-ochre-soft px-4 py-3 text-sm text-ochre">
        <div class="min-w-0 flex-1 basis-64 break-words">
          <p>The address of this page asks for what is not there, and is read without it:</p>
          <ul class="mt-1 list-disc pl-5">
            <For each={faults()}>
              {({ text }) => (
                <li>
                  <Said text={text} />
                </li>
              )}
            </For>
          </ul>
        </div>
        <Button isSmall onClick={leaveOut}>
          Leave it out
        </Button>
      </div>
    </Show>
  );
}
