import { Dialog } from '@kobalte/core/dialog';
import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { giveFocusBack } from '#console/components/give-focus-back.ts';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { type Entry, entriesLike, pageEntries } from '#console/palette/entries.ts';
import { findProducts, listExperimentEntries } from '#console/palette/find-in-tenant.ts';
import { listAllTenants } from '#console/queries/tenants.ts';

const minSearchLength = 2;
const maxShown = 12;
const once = { everyMs: null };

/** Goes anywhere by a few letters: pages, tenants, and products and experiments of the tenant that is open. */
export function Palette(props: { isOpen: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const params = useParams<{ id?: string }>();
  const [text, setText] = createSignal('');
  const [at, setAt] = createSignal(0);
  const opened = () => (props.isOpen ? (params.id ?? null) : null);

  const tenants = createLiveQuery(
    () => (props.isOpen ? 'all' : null),
    (_, signal) => listAllTenants(signal),
    once,
  );
  const experiments = createLiveQuery(opened, listExperimentEntries, once);
  const products = createLiveQuery(
    () => {
      const id = opened();
      return id !== null && text().trim().length >= minSearchLength ? { id, text: text().trim() } : null;
    },
    ({ id, text: wanted }, signal) => findProducts(id, wanted, signal),
    once,
  );
  const found = (): Entry[] => {
    const named = (tenants.answer() ?? []).map(({ id, name }) => ({
      label: name,
      kind: 'Tenant',
      href: tenantPath(id),
    }));
    const here = entriesLike([...pageEntries(params.id), ...named, ...(experiments.answer() ?? [])], text());
    // Products were found by the API, which knows more of them than their names.
    return [...here.slice(0, maxShown), ...(products.answer() ?? [])];
  };

  createEffect(
    on(
      () => props.isOpen,
      () => setText(''),
    ),
  );
  createEffect(on([text, () => props.isOpen], () => setAt(0)));

  function go(entry: Entry | undefined): void {
    if (entry === undefined) return;
    props.onClose();
    navigate(entry.href);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const last = found().length - 1;
    if (event.key === 'ArrowDown') setAt((n) => (n >= last ? 0 : n + 1));
    else if (event.key === 'ArrowUp') setAt((n) => (n <= 0 ? last : n - 1));
    else if (event.key === 'Enter') go(found()[at()]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="fixed inset-0 z-40 bg-black/45" />
        <div class="fixed inset-0 z-50 flex items-start justify-center p-4 pt-[12vh]">
          <Dialog.Content
            {...giveFocusBack()}
            class="w-full max-w-xl overflow-hidden rounded-lg border border-line bg-raised shadow-float"
          >
            <Dialog.Title class="sr-only">Go to</Dialog.Title>
            <input
              type="text"
              role="combobox"
              aria-label="Go to"
              aria-expanded="true"
              aria-controls="palette-found"
              aria-activedescendant={found().length === 0 ? undefined : `palette-${at()}`}
              autocomplete="off"
              spellcheck={false}
              placeholder="A page, a tenant, a product, an experiment"
              class="w-full border-b border-line bg-raised px-5 py-4 text-lg text-ink outline-none placeholder:text-faint"
              value={text()}
              onInput={(event) => setText(event.currentTarget.value)}
              onKeyDown={onKeyDown}
            />
            <div
              id="palette-found"
              role="listbox"
              aria-label="Found"
              tabindex="-1"
              class="max-h-[50vh] overflow-y-auto p-2"
            >
              <For each={found()}>
                {(entry, index) => (
                  // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox.
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the combobox that has the focus.
                  <div
                    id={`palette-${index()}`}
                    role="option"
                    tabindex="-1"
                    aria-selected={at() === index()}
                    ref={(option) =>
                      createEffect(() => at() === index() && option.scrollIntoView({ block: 'nearest' }))
                    }
                    class="flex cursor-pointer items-center justify-between gap-4 rounded-md px-3 py-2 text-sm aria-selected:bg-pine-soft aria-selected:text-pine"
                    onPointerMove={() => setAt(index())}
                    onClick={() => go(entry)}
                  >
                    <span class="min-w-0 truncate">{entry.label}</span>
                    <span class="shrink-0 text-xs text-soft">{entry.kind}</span>
                  </div>
                )}
              </For>
            </div>
            <Show when={found().length === 0}>
              <p class="px-5 pb-5 text-sm text-soft">Nothing is called like that.</p>
            </Show>
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}
