import type { WidgetLook } from '#schemas/http/widgets.ts';
import type { ShownItem } from '../page.ts';
import { el } from './el.ts';
import { linkUrl, pictureUrl } from './safe-url.ts';

export type CardContent = Pick<ShownItem, 'name' | 'imageUrl' | 'url' | 'reason' | 'priceText' | 'rating'>;

/** A product as the widget draws it. Its height depends on the width alone, so that nothing moves when it takes the place of an empty one. */
export function card(
  { name, imageUrl, url, reason, priceText, rating }: CardContent,
  { showPrice, showRating, ctaText }: WidgetLook,
): HTMLElement {
  const picture = el('span', 'picture');
  const src = pictureUrl(imageUrl);
  if (src) {
    const image = el('img', 'image');
    image.loading = 'lazy';
    image.alt = '';
    // Its place stays, without the browser's sign of a broken picture.
    image.onerror = () => image.remove();
    image.src = src;
    picture.append(image);
  }
  const link = el('a', 'link', picture, el('span', 'name', name));
  if (showPrice) link.append(el('span', 'price', priceText));
  // Without one its line stays empty, so that products beside each other stand at one height.
  if (showRating) link.append(el('span', 'rating', rating ? `★ ${rating}` : '\u00a0'));
  link.append(el('span', 'reason', reason), el('span', 'cta', ctaText));
  const href = linkUrl(url);
  if (href) link.href = href;
  return link;
}

/** The place of a card whose product is not known yet. */
export const emptyCard = (look: WidgetLook): HTMLElement =>
  card({ name: '', imageUrl: null, url: null, reason: '', priceText: '\u00a0' }, look);
