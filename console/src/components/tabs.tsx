import { createMemo, createUniqueId, Index, type JSX, Show } from 'solid-js';

export type Tab = { id: string; label: string; content: () => JSX.Element };

/** Where a key leads from the tab at `at`, of `count`. */
const ways: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at, count) => (at + count - 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * Several contents in one place, of which the selected one is seen; the first, if no tab is called so. Arrows, Home and End choose. Whoever shows it keeps the choice, in the URL: it chooses
 * nothing by itself.
 */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  const group = createUniqueId();
  const tabs = createMemo(() => props.tabs);
  const selected = createMemo(() => tabs().find(({ id }) => id === props.selected) ?? tabs()[0]);
  const panelId = `${group}-panel`;
  const tabId = (id: string | undefined) => `${group}-${id}`;
  let list!: HTMLDivElement;

  function onKeyDown(event: KeyboardEvent): void {
    const way = ways[event.key];
    if (way === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const at = way(
      tabs().findIndex(({ id }) => id === selected()?.id),
      tabs().length,
    );
    props.onSelect(tabs()[at]?.id ?? '');
    list.querySelectorAll('button')[at]?.focus();
  }

  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={props.label}
        class="mb-4 flex gap-1 overflow-x-auto border-b border-line"
        onKeyDown={onKeyDown}
      >
        <Index each={tabs()}>
          {(tab) => (
            <button
              type="button"
              role="tab"
              id={tabId(tab().id)}
              aria-selected={tab() === selected()}
              aria-controls={tab() === selected() ? panelId : undefined}
              tabindex={tab() === selected() ? 0 : -1}
              class="-mb-px min-h-10 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap text-soft hover:text-ink aria-selected:border-pine aria-selected:text-ink"
              onClick={() => props.onSelect(tab().id)}
            >
              {tab().label}
            </button>
          )}
        </Index>
      </div>
      <div role="tabpanel" id={panelId} aria-labelledby={tabId(selected()?.id)}>
        <Show when={selected()} keyed>
          {(tab) => tab.content()}
        </Show>
      </div>
    </>
  );
}
