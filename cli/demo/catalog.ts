import type { ImportItem } from '../import/send-catalog.ts';
import { demoImage } from './image.ts';

/** What the demo shop sells: groups of a category tree, each with kinds of products and the words that describe them. */
const groups = [
  { path: 'Kitchen > Drinking', kinds: ['mug', 'teapot', 'espresso cup', 'carafe', 'tumbler'], from: 9, to: 49 },
  {
    path: 'Kitchen > Cooking',
    kinds: ['pan', 'casserole', 'whisk', 'chopping board', 'baking tin'],
    from: 12,
    to: 129,
  },
  { path: 'Home > Light', kinds: ['desk lamp', 'lantern', 'candle', 'string lights', 'pendant'], from: 7, to: 189 },
  { path: 'Home > Textiles', kinds: ['cushion', 'throw', 'rug', 'curtain', 'tablecloth'], from: 15, to: 249 },
  { path: 'Garden > Planting', kinds: ['planter', 'watering can', 'trowel', 'herb kit', 'trellis'], from: 5, to: 79 },
  { path: 'Office > Paper', kinds: ['notebook', 'planner', 'sketchbook', 'letter set', 'calendar'], from: 4, to: 39 },
] as const;
const materials = ['stoneware', 'oak', 'linen', 'brass', 'recycled glass', 'cotton', 'bamboo', 'steel'] as const;
const colours = [
  'blue',
  'terracotta',
  'moss',
  'white',
  'charcoal',
  'sand',
  'mustard',
  'plum',
  'sage',
  'natural',
] as const;

export type DemoItem = ImportItem & { group: number };

/** Returns 300 products: 6 groups of 5 kinds in 10 colours. The same at every call. */
export function demoCatalog(): DemoItem[] {
  return groups.flatMap(({ path, kinds, from, to }, group) =>
    kinds.flatMap((kind, k) =>
      colours.map((colour, c) => {
        const material = materials[(k * 3 + c) % materials.length] ?? 'oak';
        const name = `${colour[0]?.toUpperCase()}${colour.slice(1)} ${material} ${kind}`;
        const share = ((k * 7 + c * 13) % 50) / 50;
        return {
          productId: `p-${1001 + group * 50 + k * 10 + c}`,
          name,
          category: `${path} > ${kind[0]?.toUpperCase()}${kind.slice(1)}s`,
          price: Math.round(from + share * (to - from)) - 0.05,
          description: `A ${kind} in ${colour}, made of ${material}, for ${path.split(' > ')[0]?.toLowerCase()} and every day.`,
          imageUrl: demoImage(group, colour),
          attributes: { colour, material, kind },
          group,
        };
      }),
    ),
  );
}
