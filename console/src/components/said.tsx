import { For } from 'solid-js';

/** A text of the API as it is read: what stands between backticks is code, and the backticks are gone. */
export function Said(props: { text: string }) {
  return (
    <For each={props.text.split('`')}>
      {(part, index) => (index() % 2 === 1 ? <code class="font-mono text-[0.92em] break-words">{part}</code> : part)}
    </For>
  );
}
