import { demoImage } from './image.ts';

/** What the demo shop sells: groups of a category tree, each with kinds of products and what these are made of. */
const groups = [
  {
    path: 'Kitchen > Drinking',
    kinds: {
      mug: ['stoneware', 'porcelain'],
      teapot: ['stoneware', 'cast iron', 'glass'],
      'espresso cup': ['porcelain', 'stoneware'],
      carafe: ['recycled glass', 'stoneware'],
      tumbler: ['recycled glass', 'enamel'],
    },
    from: 9,
    to: 49,
  },
  {
    path: 'Kitchen > Cooking',
    kinds: {
      pan: ['steel', 'cast iron', 'copper'],
      casserole: ['cast iron', 'stoneware'],
      whisk: ['steel', 'silicone'],
      'chopping board': ['oak', 'bamboo', 'walnut'],
      'baking tin': ['steel', 'enamel'],
    },
    from: 12,
    to: 129,
  },
  {
    path: 'Home > Light',
    kinds: {
      'desk lamp': ['steel', 'brass', 'oak'],
      lantern: ['steel', 'bamboo'],
      candle: ['beeswax', 'soy wax'],
      'string lights': ['cotton', 'paper'],
      pendant: ['linen', 'brass', 'glass'],
    },
    from: 7,
    to: 189,
  },
  {
    path: 'Home > Textiles',
    kinds: {
      cushion: ['linen', 'velvet', 'cotton'],
      throw: ['wool', 'cotton'],
      rug: ['wool', 'jute'],
      curtain: ['linen', 'velvet'],
      tablecloth: ['linen', 'cotton'],
    },
    from: 15,
    to: 249,
  },
  {
    path: 'Garden > Planting',
    kinds: {
      planter: ['clay', 'stoneware', 'zinc'],
      'watering can': ['zinc', 'enamel'],
      trowel: ['steel', 'brass'],
      'herb kit': ['oak', 'zinc'],
      trellis: ['bamboo', 'oak'],
    },
    from: 5,
    to: 79,
  },
  {
    path: 'Office > Paper',
    kinds: {
      notebook: ['linen-bound', 'leather-bound'],
      planner: ['cloth-bound', 'recycled'],
      sketchbook: ['recycled', 'cloth-bound'],
      'letter set': ['cotton paper', 'laid paper'],
      calendar: ['recycled', 'cotton paper'],
    },
    from: 4,
    to: 39,
  },
] as const;
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

/** A product as `POST /catalog` takes it, and which group of the tree it is of, from 0. */
export type DemoItem = {
  productId: string;
  name: string;
  category: string;
  price: number;
  description: string;
  imageUrl: string;
  attributes: Readonly<Record<'colour' | 'material' | 'kind', string>>;
  group: number;
};

/** Returns 300 products: 6 groups of 5 kinds in 10 colours. The same at every call. */
export function demoCatalog(): DemoItem[] {
  return groups.flatMap(({ path, kinds, from, to }, group) =>
    Object.entries<readonly string[]>(kinds).flatMap(([kind, materials], k) =>
      colours.map((colour, c) => {
        const material = materials[c % materials.length] ?? '';
        const share = ((k * 7 + c * 13) % 50) / 50;
        return {
          productId: `p-${1001 + group * 50 + k * 10 + c}`,
          name: `${capital(colour)} ${material} ${kind}`,
          category: `${path} > ${capital(kind)}${kind.endsWith('s') ? '' : 's'}`,
          price: Math.round(from + share * (to - from)) - 0.05,
          description: `A ${kind} in ${colour}, ${made(material)}, for ${path.split(' > ')[0]?.toLowerCase()} and every day.`,
          imageUrl: demoImage(kind, colour),
          attributes: { colour, material, kind },
          group,
        };
      }),
    ),
  );
}

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;
const made = (material: string): string =>
  material.endsWith('-bound') || material === 'recycled' ? material : `made of ${material}`;
