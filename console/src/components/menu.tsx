import { createSignal, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { MenuFace, type MenuProps, menuTrigger } from '#console/components/menu-face.tsx';
import { readOnceWanted } from '#console/components/read-once-wanted.ts';

/** A button with a text that opens a menu. What draws the menu takes the place of the button once it was wanted. */
export function Menu(props: MenuProps) {
  const open = readOnceWanted(async () => (await import('#console/components/open-menu.tsx')).OpenMenu);
  const [isByKey, setIsByKey] = createSignal(false);
  function want(byKey: boolean): void {
    setIsByKey(byKey);
    void open.want();
  }
  return (
    <Show
      when={open.part()}
      fallback={
        <button
          type="button"
          aria-haspopup="true"
          aria-expanded="false"
          class={menuTrigger(props)}
          // A click that no pointer has made counts none.
          onClick={(event) => want(event.detail === 0)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            want(true);
          }}
        >
          <MenuFace label={props.label} icon={props.icon} />
        </button>
      }
    >
      {(OpenMenu) => <Dynamic component={OpenMenu()} isByKey={isByKey()} {...props} />}
    </Show>
  );
}
