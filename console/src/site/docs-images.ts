const images = import.meta.glob<string>('../../../docs/images/*.svg', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Returns the address of an image of the documentation. */
export function docsImage(name: string): string {
  const url = images[`../../../docs/images/${name}`];
  if (url === undefined) throw new Error(`docs/images has no ${name}`);
  return url;
}
