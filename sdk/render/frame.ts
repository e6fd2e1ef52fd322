import type { WidgetLook } from '#schemas/http/widgets.ts';
import { el } from './el.ts';
import { lettersOn } from './letters-on.ts';

/** A widget around these cards, each in an item of its own, in their order. */
export function frame({ title, layout, columns, theme }: WidgetLook, cards: readonly Node[]) {
  const items = cards.map((one) => el('li', 'item', one));
  const list = el('ul', 'items', ...items);
  const root = el('section', `root ${layout}`, ...(title ? [el('h2', 'title', title)] : []), list);
  const { style } = root;
  style.fontFamily = theme.fontFamily;
  style.setProperty('--columns', String(columns));
  style.setProperty('--primary', theme.primaryColor);
  style.setProperty('--on-primary', lettersOn(theme.primaryColor));
  if (layout === 'carousel') root.append(arrow(list, 'previous', '‹', -1), arrow(list, 'next', '›', 1));
  return { root, items };
}

/** Moves the carousel by what it shows at once. Whether it glides, the style sheet says: not for who wants less motion. */
function arrow(list: HTMLElement, name: string, sign: string, direction: number): HTMLElement {
  const button = el('button', `arrow ${name}`, sign);
  button.type = 'button';
  button.setAttribute('aria-label', name);
  button.onclick = () => list.scrollBy(direction * list.clientWidth, 0);
  return button;
}
