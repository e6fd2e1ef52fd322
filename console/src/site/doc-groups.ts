import type { DocTitle } from '#console/site/docs-pages.ts';

export type DocGroup = { title: string; about: string; pages: DocTitle[] };

/** Pages by what one comes for, in the order in which one needs them. */
const groups = [
  { title: 'Begin', about: 'From nothing to a first recommendation.', slugs: ['first-shop', 'demo-shop', 'console'] },
  {
    title: 'Send',
    about: 'What shoppers do and what is sold, by whatever sends it already.',
    slugs: ['events', 'senders', 'catalog-files', 'tracking', 'following', 'from-gorse'],
  },
  {
    title: 'Show',
    about: 'Recommendations in a shop, what may be among them, and why they are there.',
    slugs: ['sdk', 'recommendations', 'widgets', 'rules', 'explain', 'clients', 'api-reference'],
  },
  {
    title: 'Measure',
    about: 'What recommendations do, and what another way would do.',
    slugs: ['analytics', 'experiments', 'experiment-results', 'holdout', 'evaluate', 'replay'],
  },
  {
    title: 'Run',
    about: 'On one machine or many: settings, commands, data and promises.',
    slugs: ['configuration', 'operations', 'cli', 'privacy', 'archives', 'topics', 'promises', 'benchmarks', 'quality'],
  },
] as const;

/** Returns the pages in their groups, each page once; a page that no group names stands in a last one, 'More'. A group without pages is left out. */
export function groupDocs(pages: readonly DocTitle[]): DocGroup[] {
  const bySlug = new Map(pages.map((page) => [page.slug, page]));
  const grouped = groups.map(({ title, about, slugs }) => ({
    title,
    about,
    pages: slugs.flatMap((slug) => bySlug.get(slug) ?? []),
  }));
  const known = new Set<string>(groups.flatMap(({ slugs }) => slugs));
  const more = { title: 'More', about: '', pages: pages.filter(({ slug }) => !known.has(slug)) };
  return [...grouped, more].filter((group) => group.pages.length > 0);
}
