import { dress } from '../render/dress.ts';

/**
 * Returns the function that puts a widget in the place of the one before, or nothing in its place. It stands in an open shadow root, so that the page's styles and
 * ours do not meet, or in the element itself, with `data-shadow="off"` or if that can have none.
 */
export function createStand(element: HTMLElement, nonce: string | undefined): (widget?: HTMLElement) => void {
  let root: ShadowRoot | HTMLElement | undefined;
  return (widget) => {
    for (const former of (element.shadowRoot || element).querySelectorAll('.recomengine-root')) former.remove();
    if (!widget) return;
    if (!root) {
      root = rootOf(element);
      dress(root === element ? document : (root as ShadowRoot), nonce);
    }
    root.append(widget);
  };
}

function rootOf(element: HTMLElement): ShadowRoot | HTMLElement {
  if (element.dataset.shadow !== 'off')
    try {
      return element.shadowRoot || element.attachShadow({ mode: 'open' });
    } catch {
      // A list or a link, for example, has none.
    }
  return element;
}
