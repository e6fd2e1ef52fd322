import { Scrolls } from '#console/components/scrolls.tsx';
import { docsImage } from '#console/site/docs-images.ts';

/** A drawing of docs/images, 880 wide and `height` high, on white paper in both themes: its place is kept before it comes. It stays large enough to be read, and scrolls where there is less room. `alt` says what it shows. */
export function Drawing(props: { name: string; height: number; label: string; alt: string; class?: string }) {
  return (
    <Scrolls label={props.label} class={`rounded-lg border border-line bg-white ${props.class ?? ''}`}>
      <img
        src={docsImage(props.name)}
        width={880}
        height={props.height}
        alt={props.alt}
        class="h-auto w-full min-w-[44rem]"
      />
    </Scrolls>
  );
}
