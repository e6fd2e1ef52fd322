import { createRandom } from '#testing/random.ts';
import { type Files, readData } from './read-data.ts';
import { readUciSales, salesSplitMs } from './uci-sales.ts';

const seed = 1;
const trainShare = 0.8;

/** ml-100k: all ratings count, and of each shopper 20 % at random are held out. */
export function ratingFiles(folder: string): Files {
  const ratings = readData(folder, 'ml-100k', 'ratings.tsv.gz')
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([user = '', item = '', , time = '']) => ({ user, item, time }));
  const random = createRandom(seed);
  const files: Files = { 'ml-100k.train.tsv': [], 'ml-100k.held.tsv': [] };
  for (const own of Map.groupBy(ratings, ({ user }) => user).values()) {
    const shuffled = own.map((rating) => ({ ...rating, key: random.between(0, 1e9) })).sort((a, b) => a.key - b.key);
    const cut = Math.round(own.length * trainShare);
    for (const [n, { user, item, time }] of shuffled.entries())
      if (n < cut) files['ml-100k.train.tsv']?.push([user, item, time]);
      else files['ml-100k.held.tsv']?.push([user, item]);
  }
  return files;
}

/** UCI Online Retail: what customers bought before the split, and from then on. */
export function customerFiles(folder: string): Files {
  const sales = readUciSales(folder).filter(({ customer }) => customer !== '');
  return {
    'customers.train.tsv': sales
      .filter(({ timeMs }) => timeMs < salesSplitMs)
      .map(({ customer, item, timeMs }) => [customer, item, timeMs / 1_000]),
    'customers.held.tsv': sales
      .filter(({ timeMs }) => timeMs >= salesSplitMs)
      .map(({ customer, item }) => [customer, item]),
  };
}
