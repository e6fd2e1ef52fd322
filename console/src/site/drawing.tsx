import { docsImage } from '#console/site/docs-images.ts';

/** A drawing of docs/images, 880 wide and `height` high, on white paper in both themes: its place is kept before it comes. `alt` says what it shows. */
export function Drawing(props: { name: string; height: number; alt: string; class?: string }) {
  return (
    <img
      src={docsImage(props.name)}
      width={880}
      height={props.height}
      alt={props.alt}
      class={`h-auto w-full rounded-lg border border-line bg-white ${props.class ?? ''}`}
    />
  );
}
