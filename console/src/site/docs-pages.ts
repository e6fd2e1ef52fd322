import MarkdownIt from 'markdown-it';
import MiniSearch from 'minisearch';

const files = import.meta.glob<string>('../../../docs/*.md', { eager: true, query: '?raw', import: 'default' });

/** Names that the site map has for pages whose files are called otherwise. */
const namedOtherwise: Readonly<Record<string, string>> = { quickstart: 'first-shop' };
const maxFound = 12;

export type DocTitle = { slug: string; title: string };
export type DocPage = DocTitle & { html: string };
export type Found = { slug: string; anchor: string; title: string; page: string };

const texts = new Map(Object.entries(files).map(([file, text]) => [file.slice(file.lastIndexOf('/') + 1, -3), text]));
const titleOf = (text: string) => text.slice(2, text.indexOf('\n'));

export function docTitles(): DocTitle[] {
  const written = [...texts].map(([slug, text]) => ({ slug, title: titleOf(text) }));
  return [...written, { slug: 'api-reference', title: 'API reference' }].sort((a, b) => a.title.localeCompare(b.title));
}

export function docPage(name: string): DocPage | null {
  const slug = namedOtherwise[name] ?? name;
  const text = texts.get(slug);
  return text === undefined ? null : { slug, title: titleOf(text), html: toHtml(text) };
}

/** The name by which links reach a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const markdown = new MarkdownIt({ html: false, linkify: false });
markdown.renderer.rules.heading_open = (tokens, index) => {
  const { tag } = tokens[index] ?? { tag: 'h2' };
  return `<${tag} id="${anchorOf(tokens[index + 1]?.content ?? '')}">`;
};
// What scrolls must be reachable by keys (WCAG 2.1.1).
markdown.renderer.rules.table_open = (tokens, index) => {
  const tables = tokens.slice(0, index + 1).filter(({ type }) => type === 'table_open').length;
  return `<div class="scrolls" tabindex="0" role="region" aria-label="Table ${tables}"><table>`;
};
markdown.renderer.rules.table_close = () => '</table></div>';
// A column without a title has no heading, and a heading without a text says nothing (WCAG 1.3.1).
const cellOf = (content: string | undefined) => (content === '' ? 'td' : 'th');
markdown.renderer.rules.th_open = (tokens, index) => `<${cellOf(tokens[index + 1]?.content)}>`;
markdown.renderer.rules.th_close = (tokens, index) => `</${cellOf(tokens[index - 1]?.content)}>`;
markdown.renderer.rules.link_open = (tokens, index, options, _, renderer) => {
  const token = tokens[index];
  const href = String(token?.attrGet('href') ?? '');
  const page = /^([\w-]+)\.md(#.*)?$/.exec(href);
  if (page !== null) token?.attrSet('href', `/docs/${page[1]}${page[2] ?? ''}`);
  // Other files of the repository have no page here.
  else if (!/^(?:https?:|#)/.test(href)) token?.attrs?.splice(0);
  return renderer.renderToken(tokens, index, options);
};

function toHtml(text: string): string {
  const html = markdown.render(text.replaceAll(/<!--[\s\S]*?-->/g, ''));
  return html.replaceAll('<pre>', '<pre tabindex="0">');
}

let index: MiniSearch<Found & { id: number; text: string }> | null = null;

export function findInDocs(question: string): Found[] {
  index ??= indexOf();
  return index
    .search(question, { prefix: true, fuzzy: 0.15, boost: { title: 3 } })
    .slice(0, maxFound)
    .map(({ slug, anchor, title, page }) => ({ slug, anchor, title, page }));
}

/** Each section between two headings is found by itself. */
function indexOf(): MiniSearch<Found & { id: number; text: string }> {
  const search = new MiniSearch<Found & { id: number; text: string }>({
    fields: ['title', 'text'],
    storeFields: ['slug', 'anchor', 'title', 'page'],
  });
  const sections = [...texts].flatMap(([slug, text]) =>
    text.split(/^#+ /m).flatMap((section) => {
      const [title = '', ...lines] = section.split('\n');
      return title === ''
        ? []
        : [{ slug, anchor: anchorOf(title), title, page: titleOf(text), text: lines.join('\n') }];
    }),
  );
  search.addAll(sections.map((section, id) => ({ id, ...section })));
  return search;
}
