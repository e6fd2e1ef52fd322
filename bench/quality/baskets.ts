import { createRandom } from '#testing/random.ts';
import type { Files } from './read-data.ts';
import { readUciSales, salesSplitMs } from './uci-sales.ts';

/** Neighbouring lines of an invoice are related, so products are drawn at random. */
const questionsOfBasket = 5;
/** As many products as a question may name. */
const largestCart = 100;

/** UCI Online Retail: one product of a later invoice, three of them, or all but one, ask for another one of it. An invoice is a session. */
export function basketFiles(folder: string): Files {
  const sales = readUciSales(folder).map(({ item, ...sale }) => ({ ...sale, item: withoutSpaces(item) }));
  const train = sales
    .filter(({ timeMs }) => timeMs < salesSplitMs)
    .map(({ invoice, item, timeMs }) => [invoice, item, timeMs / 1_000]);
  const later = Map.groupBy(
    sales.filter(({ timeMs }) => timeMs >= salesSplitMs),
    ({ invoice }) => invoice,
  );
  const baskets = [...later.values()].map((lines) => [...new Set(lines.map(({ item }) => item))]);
  const asking = (known: number) => {
    const random = createRandom(1);
    return baskets
      .filter(({ length }) => length >= (known === largestCart ? 2 : known + 1))
      .flatMap((basket) =>
        Array.from({ length: questionsOfBasket }, () => {
          const left = [...basket];
          const draw = () => left.splice(random.between(0, left.length - 1), 1)[0] ?? '';
          const target = draw();
          const cart = Array.from({ length: Math.min(known, left.length) }, draw);
          return [target, salesSplitMs / 1_000, cart.join(' ')];
        }),
      );
  };
  return {
    'baskets.train.tsv': train,
    'baskets.one.tsv': asking(1),
    'baskets.three.tsv': asking(3),
    'baskets.whole.tsv': asking(largestCart),
  };
}

/** Items of a question are separated by spaces. */
export const withoutSpaces = (item: string): string => item.replaceAll(' ', '_');
