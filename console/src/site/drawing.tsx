import { docsImage } from '#console/site/docs-images.ts';

/** A drawing of docs/images, on white paper in both themes. `alt` says what it shows. */
export function Drawing(props: { name: string; alt: string; class?: string }) {
  return (
    <img
      src={docsImage(props.name)}
      alt={props.alt}
      class={`w-full rounded-lg border border-line bg-white ${props.class ?? ''}`}
    />
  );
}
