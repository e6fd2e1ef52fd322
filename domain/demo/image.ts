import { shapes } from './shapes.ts';

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
export function demoImage(kind: string, colour: string): string {
  const paint = paints[colour] ?? '#888888';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#f4f1ea"/><g fill="${paint}" stroke="${paint}" stroke-width="3" stroke-linejoin="round" stroke-linecap="round">${shapes[kind] ?? ''}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
