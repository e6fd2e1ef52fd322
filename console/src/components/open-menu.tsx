import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { createSignal, For, Match, onMount, Show, Switch } from 'solid-js';
import { MenuFace, type MenuProps, type MenuSection, menuTrigger } from '#console/components/menu-face.tsx';

/** How each line of a menu looks. */
const line =
  'flex min-h-9 cursor-pointer items-center justify-between rounded-sm px-3 text-sm outline-none data-highlighted:bg-pine-soft data-highlighted:text-pine';

/**
 * The button of a menu, with the menu, which opens at once: the press that it was wanted by is given to the button again. A key leads to the first line. The page behind it stays
 * in reach: a modal menu of the library hides it from readers of screens with the button still focused in it, and keeps things that are no lines among its lines. In a dialog, which
 * hides whatever else is open, there is no menu: what it would offer unfolds there. Tab closes the menu and goes on from its button.
 */
export function OpenMenu(props: MenuProps & { isByKey: boolean }) {
  let trigger!: HTMLButtonElement;
  const [isOpen, setIsOpen] = createSignal(false);
  onMount(() => {
    trigger.focus({ preventScroll: true });
    trigger.dispatchEvent(
      props.isByKey
        ? new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
        : new PointerEvent('pointerdown', { pointerType: 'mouse', button: 0, bubbles: true, cancelable: true }),
    );
  });
  /** The library keeps Tab to itself. Where the browser goes by the key begins at what has the focus by then; that it went closes the menu, and so does its end if nothing comes next. */
  function leaveByTab(event: KeyboardEvent): void {
    if (event.key !== 'Tab') return;
    event.stopPropagation();
    trigger.focus({ preventScroll: true });
    setTimeout(() => setIsOpen(false));
  }
  return (
    <DropdownMenu modal={false} open={isOpen()} onOpenChange={setIsOpen} placement={props.placement ?? 'bottom'}>
      <DropdownMenu.Trigger ref={trigger} class={menuTrigger(props)}>
        <MenuFace label={props.label} icon={props.icon} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal ref={beRegion}>
        <DropdownMenu.Content
          ref={(content) => content.addEventListener('keydown', leaveByTab, { capture: true })}
          class={`z-60 rounded-md border border-line bg-raised p-1 shadow-float outline-none ${props.class}`}
        >
          <For each={props.sections}>
            {(section, at) => (
              <>
                <Show when={at() > 0}>
                  <DropdownMenu.Separator class="my-1 border-line" />
                </Show>
                <Section section={section} />
              </>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}

/** All of a page lies in regions that have a name; the menu is put behind them. */
function beRegion(place: Element): void {
  place.role = 'region';
  place.ariaLabel = 'Menu';
}

function Section(props: { section: MenuSection }) {
  return (
    <Switch>
      <Match when={props.section.kind === 'acts' && props.section}>
        {(section) => (
          <For each={section().acts}>
            {({ text, onSelect }) => (
              <DropdownMenu.Item class={line} onSelect={onSelect}>
                <span class="truncate">{text}</span>
              </DropdownMenu.Item>
            )}
          </For>
        )}
      </Match>
      <Match when={props.section.kind === 'choice' && props.section}>
        {(section) => (
          <DropdownMenu.RadioGroup value={section().chosen} onChange={(id) => section().onChoose(id)}>
            <DropdownMenu.GroupLabel class="px-3 py-1.5 text-xs text-faint">{section().title}</DropdownMenu.GroupLabel>
            <For each={section().options}>
              {({ id, text }) => (
                <DropdownMenu.RadioItem value={id} class={line}>
                  {text}
                  <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              )}
            </For>
          </DropdownMenu.RadioGroup>
        )}
      </Match>
    </Switch>
  );
}
