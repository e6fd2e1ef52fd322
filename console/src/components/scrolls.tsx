import type { JSX } from 'solid-js';

/** A part that scrolls by itself where it is too large, so that its page does not: a region with a name, since what scrolls must be reachable by keys (WCAG 2.1.1). */
export function Scrolls(props: { label: string; class?: string; children: JSX.Element }) {
  return (
    <section class={`overflow-auto ${props.class ?? ''}`} tabindex="0" aria-label={props.label}>
      {props.children}
    </section>
  );
}
