import { withoutSpaces } from './baskets.ts';
import { type Files, readData } from './read-data.ts';
import { readUciSales } from './uci-sales.ts';

/** Catalogs for `--catalog`: UCI's products by their most frequent description and their median price, and the films of ml-100k by title, year and genres. */
export function catalogFiles(folder: string): Files {
  const sold = Map.groupBy(readUciSales(folder), ({ item }) => withoutSpaces(item));
  const gifts = Array.from(sold, ([productId, sales]) => ({
    productId,
    name: mostFrequent(sales.map(({ name }) => name.trim())) || productId,
    category: 'Gifts',
    price: medianOf(sales.map(({ price }) => price)),
  }));
  const films = readData(folder, 'ml-100k', 'items.tsv.gz')
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([productId = '', title = '', year = '', genres = '']) => ({
      productId,
      name: title || productId,
      category: 'Films',
      price: 0,
      attributes: { year, genres },
    }));
  const linesOf = (items: readonly object[]) => items.map((item) => [JSON.stringify(item)]);
  return { 'baskets.catalog.jsonl': linesOf(gifts), 'ml-100k.catalog.jsonl': linesOf(films) };
}

const mostFrequent = (texts: readonly string[]): string =>
  [...Map.groupBy(texts, (text) => text)].sort((a, b) => b[1].length - a[1].length)[0]?.[0] ?? '';

const medianOf = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
