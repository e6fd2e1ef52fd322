import { html } from '../html.ts';
import { departments } from '../navigation.ts';
import type { Page } from '../parts/document.ts';
import { placement } from '../parts/placement.ts';
import { picture } from '../parts/product-card.ts';
import type { Visit } from '../visit.ts';

/** The first page: what the shop is, what it has, and what is recommended. */
export async function home({ api }: Visit): Promise<Page> {
  const parts = departments.flatMap((one) => one.parts);
  // One picture of each department, each of another colour of the ten.
  const shown = await Promise.all(
    parts.map(async (part, n) => {
      const { products, total } = await api.products({ category: part.category, limit: 1, offset: (n * 13) % 50 });
      return { part, total, imageUrl: products[0]?.imageUrl ?? null };
    }),
  );
  return {
    title: 'Goods for kitchen, home, garden and desk',
    main: html`<section class="hero"><div class="words"><p class="eyebrow">Autumn at Fern &amp; Flint</p><h1>Made to be used every day</h1>
<p>Stoneware, oak, linen and brass: plain things for kitchen, home, garden and desk, in ten colours that go together.</p>
<p class="actions"><a class="button" href="/demo/category/kitchen">Shop the kitchen</a> <a class="quiet" href="/demo/category/home">Light and textiles</a></p></div>
<div class="still-life" aria-hidden="true">${shown.slice(0, 4).map((one) => picture(one, '', true))}</div></section>
${placement('home-for-you')}
<section class="section" aria-labelledby="departments"><h2 id="departments">Everything we have</h2><ul class="tiles" role="list">${shown.map(
      ({ part, total, imageUrl }) =>
        html`<li><a href="/demo/category/${part.slug}">${picture({ imageUrl }, '', true)}<span class="name">${part.name}</span><span class="muted">${total} things</span></a></li>`,
    )}</ul></section>
${placement('home-trending')}`,
  };
}
