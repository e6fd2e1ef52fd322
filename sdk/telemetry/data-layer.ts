import { quietly } from '../quietly.ts';
import type { PageEventType } from './tracked-event.ts';

/** What shops that measure with GA4 call what we tell. */
const eventTypes: Record<string, PageEventType> = {
  view_item: 'product_viewed',
  select_item: 'product_clicked',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
};

type Item = { item_id?: string } | null | undefined;
/** As `dataLayer.push` takes it: an object, or the arguments of `gtag`. */
type Entry = { event?: string; ecommerce?: { items?: Item[] } } & { 0?: string; 1?: string; 2?: { items?: Item[] } };

/** Hears what a shop pushes to its data layer, from before we came too, and pushes nothing itself. */
export function hearDataLayer(name: string, tell: (eventType: PageEventType, productId: string) => void): void {
  // The page names a variable of its own, of which TypeScript cannot know.
  const holder = window as unknown as Record<string, Entry[]>;
  const layer = holder[name] || [];
  holder[name] = layer;
  const hear = (entry: Entry) =>
    quietly(() => {
      for (const item of (entry.ecommerce || entry[2] || {}).items || []) {
        const { item_id } = item || {};
        const eventType = eventTypes[entry.event || (entry[0] === 'event' && entry[1]) || ''];
        if (eventType && item_id) tell(eventType, item_id);
      }
    });
  layer.forEach(hear);
  const { push } = layer;
  layer.push = (...entries) => {
    entries.forEach(hear);
    return push.apply(layer, entries);
  };
}
