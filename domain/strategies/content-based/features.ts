import { categoryPath } from '../../catalog/category-path.ts';
import type { CatalogItem } from '../../catalog-item.ts';
import { wordsOf } from './words-of.ts';

const maxTermsOfItem = 60;

/** Words (`wordsOf`) of name (twice), description and text attributes, with how often each is there; the first 60. */
export function termsOf(item: CatalogItem): Map<string, number> {
  const text = [
    item.name,
    item.name,
    item.description ?? '',
    ...Object.values(item.attributes).filter((value) => typeof value === 'string'),
  ].join('\n');
  const terms = new Map<string, number>();
  for (const word of wordsOf(text)) {
    if (terms.size >= maxTermsOfItem && !terms.has(word)) continue;
    terms.set(word, (terms.get(word) ?? 0) + 1);
  }
  return terms;
}

/** `Home > Mugs`, however it is spelled (`categoryPath`), as `home` and `home > mugs`: each step with all before it, so that equal names below different parents stay apart. */
export function pathOf(item: CatalogItem): string[] {
  const steps = categoryPath(item.category).toLowerCase().split(' > ');
  return steps.map((_, i) => steps.slice(0, i + 1).join(' > '));
}
