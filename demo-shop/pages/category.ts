import { html } from '../html.ts';
import { departmentAt } from '../navigation.ts';
import type { Page } from '../parts/document.ts';
import { pageNumber, pager, pageSize } from '../parts/pager.ts';
import { placement } from '../parts/placement.ts';
import { productGrid } from '../parts/product-card.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './not-found.ts';

/** What is trending in a department, and all that it has. */
export async function category(
  { api }: Visit,
  { slug, page: text }: { slug: string; page?: string | undefined },
): Promise<Page> {
  const found = departmentAt(slug);
  if (found === null) return notFound();
  const { department, top } = found;
  const page = pageNumber(text);
  const { products, total } = await api.products({
    category: department.category,
    limit: pageSize,
    offset: (page - 1) * pageSize,
  });
  const path = `/demo/category/${slug}`;
  const chip = (to: string, name: string) =>
    html`<li><a class="chip" href="/demo/category/${to}"${to === slug && html` aria-current="page"`}>${name}</a></li>`;
  return {
    title: department.name,
    current: top.slug,
    main: html`<div class="page-head"><h1>${department.name}</h1><p>${department.line}</p>
<nav aria-label="In ${top.name}"><ul class="chips" role="list">${chip(top.slug, `All of ${top.name}`)}${top.parts.map((part) => chip(part.slug, part.name))}</ul></nav></div>
${page === 1 && placement(`category-${slug}`)}
<section class="section" aria-labelledby="all"><h2 id="all">${total} things</h2>${
      products.length === 0
        ? html`<p class="empty">The shelves are being filled just now. Look in again in a moment.</p>`
        : productGrid(products)
    }${pager(path, {}, page, total)}</section>`,
  };
}
