import type { CatalogItem } from '../../catalog-item.ts';
import { rankCandidates } from '../rank.ts';
import type { Candidate } from '../strategy.ts';

/** Parts of a similarity: words, category path, price. */
const weights = { words: 0.6, category: 0.3, price: 0.1 } as const;
const maxTermsOfItem = 60;
/** Words that more than this share of the catalog has say nothing. */
const commonShare = 0.5;
const rememberedNeighbours = 120;
const sharedTermsShown = 3;

type Doc = { item: CatalogItem; terms: Map<string, number>; path: string[] };

/** Similarity of catalog items by their content: TF-IDF cosine of words, shared category path, nearness of price on a log scale. */
export type ContentIndex = {
  /** Available items like those given, the most similar first; each given item votes, later ones more. */
  similarTo(productIds: readonly string[], limit: number): Candidate[];
};

export function createContentIndex(items: Iterable<CatalogItem>): ContentIndex {
  const docs = new Map<string, Doc>();
  const frequency = new Map<string, number>();
  for (const item of items) {
    const terms = termsOf(item);
    docs.set(item.productId, { item, terms, path: pathOf(item) });
    for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const postings = new Map<string, Doc[]>();
  const byTop = new Map<string, Doc[]>();
  for (const doc of docs.values()) {
    weigh(doc, frequency, docs.size);
    for (const term of doc.terms.keys()) push(postings, term, doc);
    push(byTop, doc.path[0] ?? '', doc);
  }
  const remembered = new Map<string, { productId: string; score: number }[]>();

  const neighboursOf = (productId: string): { productId: string; score: number }[] => {
    const known = remembered.get(productId);
    if (known !== undefined) return known;
    const doc = docs.get(productId);
    if (doc === undefined) return [];
    const words = new Map<Doc, number>();
    for (const [term, weight] of doc.terms)
      for (const other of postings.get(term) ?? [])
        words.set(other, (words.get(other) ?? 0) + weight * (other.terms.get(term) ?? 0));
    for (const other of byTop.get(doc.path[0] ?? '') ?? []) if (!words.has(other)) words.set(other, 0);
    words.delete(doc);
    const found = [...words]
      .map(([other, cosine]) => ({
        productId: other.item.productId,
        score:
          weights.words * cosine +
          weights.category * sharedPath(doc.path, other.path) +
          weights.price * priceNearness(doc.item, other.item),
      }))
      .sort((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1))
      .slice(0, rememberedNeighbours);
    remembered.set(productId, found);
    return found;
  };

  return {
    similarTo(productIds, limit) {
      const scores = new Map<string, number>();
      const anchors = new Map<string, { anchor: string; score: number }>();
      productIds.forEach((anchor, i) => {
        const weight = (i + 1) / productIds.length;
        for (const { productId, score } of neighboursOf(anchor)) {
          if (productIds.includes(productId)) continue;
          scores.set(productId, (scores.get(productId) ?? 0) + weight * score);
          if ((anchors.get(productId)?.score ?? 0) < weight * score)
            anchors.set(productId, { anchor, score: weight * score });
        }
      });
      return rankCandidates(
        scores,
        limit,
        () => 0,
        (productId) => {
          const anchorProductId = anchors.get(productId)?.anchor ?? '';
          const [a, b] = [docs.get(anchorProductId), docs.get(productId)];
          const shared = [...(a?.terms.keys() ?? [])].filter((term) => b?.terms.has(term) === true);
          return {
            kind: 'similar_product',
            anchorProductId,
            sharedTerms: shared.slice(0, sharedTermsShown),
            sameCategory: a?.item.category === b?.item.category,
          };
        },
      );
    },
  };
}

function termsOf(item: CatalogItem): Map<string, number> {
  const text = [
    item.name,
    item.name,
    item.description ?? '',
    ...Object.values(item.attributes).filter((value) => typeof value === 'string'),
  ]
    .join(' ')
    .toLowerCase();
  const terms = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}]{2,}/gu) ?? []) {
    if (terms.size >= maxTermsOfItem && !terms.has(word)) continue;
    terms.set(word, (terms.get(word) ?? 0) + 1);
  }
  return terms;
}

const pathOf = (item: CatalogItem): string[] => item.category.split('>').map((step) => step.trim().toLowerCase());

/** Counts become TF-IDF weights of length 1; words that say nothing go. */
function weigh(doc: Doc, frequency: ReadonlyMap<string, number>, size: number): void {
  let squares = 0;
  for (const [term, count] of doc.terms) {
    const documents = frequency.get(term) ?? 1;
    if (documents > 2 && documents > size * commonShare) {
      doc.terms.delete(term);
      continue;
    }
    const weight = (1 + Math.log(count)) * Math.log(1 + size / documents);
    doc.terms.set(term, weight);
    squares += weight * weight;
  }
  const length = Math.sqrt(squares) || 1;
  for (const [term, weight] of doc.terms) doc.terms.set(term, weight / length);
}

function sharedPath(a: readonly string[], b: readonly string[]): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return same / Math.max(a.length, b.length);
}

function priceNearness(a: CatalogItem, b: CatalogItem): number {
  const ratio = Math.log((Number(a.priceE4) + 1) / (Number(b.priceE4) + 1));
  return Math.exp(-Math.abs(ratio));
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
