import { type Html, html } from '../html.ts';

/** Whole rows in five columns, four and two. */
export const pageSize = 20;
/** Beyond it nobody pages. */
const maxPage = 1_000;

/** Returns the number of a page as an address has it, from 1. */
export const pageNumber = (text = '1'): number =>
  /^\d{1,4}$/.test(text) ? Math.min(Math.max(Number(text), 1), maxPage) : 1;

/** Links to the pages before and behind; nothing if one page has all. */
export function pager(path: string, query: Readonly<Record<string, string>>, page: number, total: number): Html | null {
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1) return null;
  const link = (to: number, text: string, rel: string) =>
    html`<a class="button quiet-button" rel="${rel}" href="${path}?${String(new URLSearchParams({ ...query, page: String(to) }))}">${text}</a>`;
  return html`<nav class="pager" aria-label="Pages">${page > 1 && link(page - 1, 'Page before', 'prev')}<span>Page ${page} of ${pages}</span>${page < pages && link(page + 1, 'Next page', 'next')}</nav>`;
}
