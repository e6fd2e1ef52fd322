import type { JSX } from 'solid-js';

const tones = {
  plain: 'bg-sunken text-soft',
  good: 'bg-pine-soft text-pine',
  notice: 'bg-ochre-soft text-ochre',
  bad: 'bg-rust-soft text-rust',
  info: 'bg-sky-soft text-sky',
} as const;
export type Tone = keyof typeof tones;

/** A state in a word. The word says it: the colour only helps to find it. */
export function Badge(props: { tone?: Tone; children: JSX.Element }) {
  return (
    <span
      class={`inline-flex items-center rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${tones[props.tone ?? 'plain']}`}
    >
      {props.children}
    </span>
  );
}
