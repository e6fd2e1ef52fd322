import { For } from 'solid-js';
import { Dynamic } from 'solid-js/web';

/** By what pricing will be: the amounts are not decided. */
const tiers = [
  { name: 'Start', events: 'up to 1 million', text: 'A shop that finds out what recommendations are worth to it.' },
  { name: 'Grow', events: '1 to 10 million', text: 'Experiments run all year, and merchandisers set rules.' },
  { name: 'Scale', events: '10 to 100 million', text: 'Several shops, or a platform that serves them.' },
];

/** The prices, beside each other. Their names are headings below that of the page or the section. */
export function Tiers(props: { heading: 'h2' | 'h3' }) {
  return (
    <ul class="grid gap-5 md:grid-cols-3">
      <For each={tiers}>
        {({ name, events, text }) => (
          <li class="rounded-lg border border-line bg-card p-6 shadow-card">
            <Dynamic component={props.heading} class="text-xl">
              {name}
            </Dynamic>
            <p class="mt-3 font-medium">{events} events a month</p>
            <p class="mt-1 text-soft">{text}</p>
            <p class="mt-5 text-sm text-ochre">Amount pending</p>
          </li>
        )}
      </For>
    </ul>
  );
}
