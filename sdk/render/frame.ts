import type { WidgetLook } from '#schemas/http/widgets.ts';
import { el } from './el.ts';
import { lettersOn } from './letters-on.ts';

/** By the languages that reasons have. */
const arrowLabels: Record<string, [previous: string, next: string]> = {
  en: ['Previous', 'Next'],
  de: ['Zurück', 'Weiter'],
};
/** What of the first or last item must be seen for an end: browsers scroll to fractions of pixels. */
const inSight = 0.95;

/** A widget around these cards, each in an item of its own, in their order; its arrows speak this language, that of its reasons. */
export function frame({ title, layout, columns, theme }: WidgetLook, cards: readonly Node[], language = '') {
  const items = cards.map((one) => el('li', 'item', one));
  const list = el('ul', 'items', ...items);
  const root = el('section', `root ${layout}`, ...(title ? [el('h2', 'title', title)] : []), list);
  const { style } = root;
  style.fontFamily = theme.fontFamily;
  style.setProperty('--columns', String(columns));
  style.setProperty('--primary', theme.primaryColor);
  style.setProperty('--on-primary', lettersOn(theme.primaryColor));
  if (layout === 'carousel' && items[0]) {
    const [previous, next] = arrowLabels[language] || arrowLabels.en!;
    root.append(
      arrow(list, 'previous', previous, '‹', -1, items[0]),
      arrow(list, 'next', next, '›', 1, items[items.length - 1]!),
    );
  }
  return { root, items };
}

/**
 * Moves the carousel by what it shows at once. Whether it glides, the style sheet says: not for who wants less motion. Where `end` is in sight it has nothing to do, and says so;
 * it keeps the focus, so that who uses the keyboard is not thrown out of the widget.
 */
function arrow(
  list: HTMLElement,
  name: string,
  label: string,
  sign: string,
  direction: number,
  end: HTMLElement,
): HTMLElement {
  const button = el('button', `arrow ${name}`, sign);
  button.type = 'button';
  button.setAttribute('aria-label', label);
  button.onclick = () => {
    const toTheRight = getComputedStyle(list).direction === 'rtl' ? -direction : direction;
    list.scrollBy(toTheRight * list.clientWidth, 0);
  };
  new IntersectionObserver(
    (changes) => button.setAttribute('aria-disabled', `${changes.pop()!.intersectionRatio >= inSight}`),
    { root: list, threshold: inSight },
  ).observe(end);
  return button;
}
