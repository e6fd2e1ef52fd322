import type { Page } from '../page.ts';
import { openPlacement, type Placement } from './placement.ts';

/** So near to the window it begins to load. */
const nearMargin = '200px';
const attribute = 'data-recomengine-placement';

/** Finds the placements of the page, those that come later too, and lets go of those that leave it. Returns what refreshes one, or all. */
export function followPlacements(page: Page): (placementId?: string) => void {
  const placements = new Map<Element, Placement>();
  const nearness = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        const placement = placements.get(target);
        if (placement) placement.near(isIntersecting);
      }
    },
    { rootMargin: nearMargin },
  );
  const letGo = (placement: Placement, element: Element) => {
    placement.close();
    nearness.unobserve(element);
    placements.delete(element);
  };
  const find = () => {
    placements.forEach((placement, element) => {
      if (!element.isConnected) letGo(placement, element);
    });
    for (const element of document.querySelectorAll<HTMLElement>(`[${attribute}]`))
      if (!placements.has(element)) {
        placements.set(element, openPlacement(element, page));
        nearness.observe(element);
      }
  };
  new MutationObserver((changes) => {
    for (const { type, target } of changes) {
      const placement = placements.get(target as Element);
      // It is about another product now, or another placement.
      if (type === 'attributes' && placement) letGo(placement, target as Element);
    }
    find();
  }).observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: [attribute, 'data-product-id', 'data-cart'],
  });
  find();
  return (placementId) => {
    placements.forEach((placement) => {
      if (!placementId || placementId === placement.placementId) placement.refresh();
    });
  };
}
