import { type JSX, Show } from 'solid-js';
import { Heading } from '#console/components/heading.tsx';

/** A part of a page, with its heading and what can be done to all of it. */
export function Card(props: {
  title?: JSX.Element;
  hint?: JSX.Element;
  actions?: JSX.Element;
  class?: string;
  children: JSX.Element;
}) {
  return (
    <section class={`min-w-0 rounded-lg border border-line bg-card p-5 shadow-card ${props.class ?? ''}`}>
      <Show when={props.title !== undefined || props.actions !== undefined}>
        <Heading of="part" title={props.title} hint={props.hint} actions={props.actions} />
      </Show>
      {props.children}
    </section>
  );
}
