import type { WidgetLook } from '#schemas/http/widgets.ts';
import type { ShownItem } from '../page.ts';
import { el } from './el.ts';
import { linkUrl, pictureUrl } from './safe-url.ts';

export type CardContent = Pick<ShownItem, 'name' | 'imageUrl' | 'url' | 'reason' | 'priceText'>;

/** A product as the widget draws it. Its height depends on the width alone, so that nothing moves when it takes the place of an empty one. */
export function card(
  { name, imageUrl, url, reason, priceText }: CardContent,
  { showPrice, ctaText }: WidgetLook,
): HTMLElement {
  const picture = el('span', 'picture');
  const src = pictureUrl(imageUrl);
  if (src) {
    const image = el('img', 'image');
    image.loading = 'lazy';
    image.alt = '';
    image.src = src;
    picture.append(image);
  }
  const link = el('a', 'link', picture, el('span', 'name', name));
  if (showPrice) link.append(el('span', 'price', priceText));
  link.append(el('span', 'reason', reason), el('span', 'cta', ctaText));
  const href = linkUrl(url);
  if (href) link.href = href;
  return link;
}

/** The place of a card whose product is not known yet. */
export const emptyCard = (look: WidgetLook): HTMLElement =>
  card({ name: '', imageUrl: null, url: null, reason: '', priceText: '\u00a0' }, look);
