import type { StrategyName } from '../strategies/index.ts';

/** Where the simulated shoppers of the demo are shown something: below the product that they look at. */
export const demoPlacementId = 'product-page';

/** What stands at a placement of the demo shop: the title of its widget, and the strategy that answers. */
export type DemoPlacement = { placementId: string; title: string; strategy: StrategyName };

/** The placements that every page of a demo has, whatever it sells. */
export const demoPlacements: readonly DemoPlacement[] = [
  { placementId: 'home-for-you', title: 'For you', strategy: 'collaborative' },
  { placementId: 'home-trending', title: 'What others look at today', strategy: 'trending' },
  // Its shoppers name no strategy, so that an experiment there gets them.
  { placementId: demoPlacementId, title: 'Where this leads', strategy: 'session' },
  { placementId: 'product-bought-together', title: 'Bought together', strategy: 'frequently_bought_together' },
  { placementId: 'cart-bought-together', title: 'Goes with your cart', strategy: 'frequently_bought_together' },
  { placementId: 'order-buy-again', title: 'Buy again', strategy: 'buy_again' },
];

/** How the demo's widgets look. */
export const demoLook = { layout: 'carousel', columns: 4, maxItems: 8, theme: { primaryColor: '#1F5F4A' } } as const;
