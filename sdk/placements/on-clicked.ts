/** What the right button, and the menu key, do. */
const menuButton = 2;

/**
 * Calls back when a shopper follows a link in this item, before the page can be left: by the left or the middle button, a finger or the keyboard; and when they open the menu
 * over it. It hears of both while the event is on its way down, so that no handler of the page can stop it before.
 */
export function onClicked(item: HTMLElement, onClick: () => void, onMenu: () => void): void {
  const click = ({ button }: MouseEvent) => {
    if (button !== menuButton) onClick();
  };
  item.addEventListener('click', click, true);
  item.addEventListener('auxclick', click as EventListener, true);
  item.addEventListener('contextmenu', onMenu, true);
}
