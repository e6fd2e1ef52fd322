import { piecesIn } from '../cart.ts';
import { type Html, html } from '../html.ts';
import { departments } from '../navigation.ts';
import type { Visit } from '../visit.ts';
import { bagIcon, searchIcon } from './icons.ts';
import { shopperSwitch, themeSwitch } from './switches.ts';

/** What stands above every page. `current` is the slug of the menu's entry that the page belongs to. */
export function header(visit: Visit, { current, searched = '' }: { current?: string; searched?: string }): Html {
  const pieces = piecesIn(visit.cart);
  return html`<header class="site-header"><div class="bar">
<a class="brand" href="/demo"><span>Fern</span> &amp; Flint</a>
<nav class="departments" aria-label="Departments"><ul role="list">${departments.map(
    ({ slug, name }) =>
      html`<li><a href="/demo/category/${slug}"${slug === current && html` aria-current="page"`}>${name}</a></li>`,
  )}</ul></nav>
<form class="search" role="search" action="/demo/search"><label class="visually-hidden" for="search">Search the shop</label><input id="search" type="search" name="q" value="${searched}" placeholder="Search the shop" maxlength="100" autocomplete="off"><button aria-label="Search">${searchIcon}</button></form>
<div class="tools">${shopperSwitch(visit)}${themeSwitch(visit)}<a class="round bag" href="/demo/cart" aria-label="Cart, ${pieces} ${pieces === 1 ? 'piece' : 'pieces'}">${bagIcon}${pieces > 0 && html`<span class="count" aria-hidden="true">${pieces}</span>`}</a></div>
</div></header>`;
}
