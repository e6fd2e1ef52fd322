import { Show } from 'solid-js';

/** The picture of a product, or its first letter where it has none. Beside its name, so it says nothing by itself. */
export function Picture(props: { imageUrl: string | null; name: string; class?: string }) {
  const size = () => props.class ?? 'size-10';
  return (
    <Show
      when={props.imageUrl}
      fallback={
        <span
          aria-hidden="true"
          class={`grid shrink-0 place-items-center rounded-md bg-sunken font-medium text-faint ${size()}`}
        >
          {props.name.slice(0, 1).toUpperCase()}
        </span>
      }
    >
      {(source) => (
        <img src={source()} alt="" loading="lazy" class={`shrink-0 rounded-md bg-white object-cover ${size()}`} />
      )}
    </Show>
  );
}
