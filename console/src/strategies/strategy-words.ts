/** Every strategy that can be asked for, and what it goes by, in a few words. */
const strategyWords: Readonly<Record<string, string>> = {
  collaborative: 'Shoppers like this one',
  session: 'This visit',
  content_based: 'Products like it',
  trending: 'Trending',
  frequently_bought_together: 'Bought together',
  recently_viewed: 'Recently viewed',
  buy_again: 'Buy again',
};

/** Their names on the wire, in the order in which people read them. */
export const strategyNames: readonly string[] = Object.keys(strategyWords);

/** What people call a strategy: also what stands in for one that lacks evidence, and one that a newer API knows. */
export function strategyText(name: string): string {
  if (name === 'pinned') return 'Pinned by a rule';
  if (name === 'newest') return 'The newest products';
  if (name === 'blend') return 'A blend';
  return strategyWords[name] ?? strategyWords[name.replace(/_fallback$/, '')] ?? name;
}
