import { html } from '../html.ts';
import type { Page } from '../parts/document.ts';
import { pageNumber, pager, pageSize } from '../parts/pager.ts';
import { placement } from '../parts/placement.ts';
import { productGrid } from '../parts/product-card.ts';
import type { Visit } from '../visit.ts';

/** What the catalog finds for some words. Where it finds nothing, what others look at. */
export async function search(
  { api }: Visit,
  { q = '', page: text }: { q?: string | undefined; page?: string | undefined },
): Promise<Page> {
  const words = q.trim().slice(0, 100);
  const page = pageNumber(text);
  const { products, total } =
    words === ''
      ? { products: [], total: 0 }
      : await api.products({ q: words, limit: pageSize, offset: (page - 1) * pageSize });
  const head = words === '' ? 'What are you looking for?' : `“${words}”`;
  const line =
    words === ''
      ? 'Try a thing, a colour or a material: mug, moss, linen.'
      : total === 0
        ? 'Nothing of ours is called that. Try a thing, a colour or a material: mug, moss, linen.'
        : `${total} ${total === 1 ? 'thing' : 'things'} found`;
  return {
    title: words === '' ? 'Search' : `${words}, searched`,
    searched: words,
    main: html`<div class="page-head"><h1>${head}</h1><p>${line}</p></div>
${total === 0 ? placement('home-trending') : html`<section class="section" aria-label="What was found">${productGrid(products)}${pager('/demo/search', { q: words }, page, total)}</section>`}`,
  };
}
