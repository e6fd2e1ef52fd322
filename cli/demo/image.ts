/** The drawing of each group's products: shapes on a square of 100, in the colour of the product. */
const shapes: readonly string[] = [
  // Kitchen > Drinking: a mug.
  '<path d="M24 30h40v34a12 12 0 0 1-12 12H36a12 12 0 0 1-12-12z"/><path d="M64 38h6a9 9 0 0 1 0 20h-6" fill="none" stroke-width="6"/>',
  // Kitchen > Cooking: a pan.
  '<path d="M14 44h52v10a18 18 0 0 1-18 18H32a18 18 0 0 1-18-18z"/><path d="M66 48h22" stroke-width="7"/>',
  // Home > Light: a lamp.
  '<path d="M36 20h28l12 30H24z"/><path d="M50 50v26M36 78h28" fill="none" stroke-width="6"/>',
  // Home > Textiles: a cushion.
  '<path d="M22 22q28 8 56 0q-8 28 0 56q-28-8-56 0q8-28 0-56z"/>',
  // Garden > Planting: a planter.
  '<path d="M28 50h44l-6 32H34z"/><path d="M50 50V26M50 38q-14 0-16-14M50 32q12 0 15-12" fill="none" stroke-width="5"/>',
  // Office > Paper: a notebook.
  '<path d="M28 18h44a4 4 0 0 1 4 4v56a4 4 0 0 1-4 4H28z"/><path d="M36 18v64" stroke="#fff" stroke-width="3"/>',
];

const paints: Readonly<Record<string, string>> = {
  blue: '#2f6db5',
  terracotta: '#c4623f',
  moss: '#66793a',
  white: '#c3beb2',
  charcoal: '#3d4347',
  sand: '#cdb27f',
  mustard: '#c9971c',
  plum: '#7b3f68',
  sage: '#8aa58b',
  natural: '#b08d63',
};

/**
 * Returns a picture of a demo product as a `data:` URL of a few hundred bytes, so that it shows offline, and on whatever port the product
 * runs. The same for the same product.
 */
export function demoImage(group: number, colour: string): string {
  const paint = paints[colour] ?? '#888888';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#f4f1ea"/><g fill="${paint}" stroke="${paint}" stroke-linejoin="round" stroke-linecap="round">${shapes[group] ?? ''}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
