import { For } from 'solid-js';
import { SiteFrame } from '#console/site/site-frame.tsx';

/** By what pricing will be: the amounts are not decided. */
const tiers = [
  { name: 'Start', events: 'up to 1 million', text: 'A shop that finds out what recommendations are worth to it.' },
  { name: 'Grow', events: '1 to 10 million', text: 'Experiments run all year, and merchandisers set rules.' },
  { name: 'Scale', events: '10 to 100 million', text: 'Several shops, or a platform that serves them.' },
];

export default function Pricing() {
  return (
    <SiteFrame title="Pricing · RecomEngine">
      <h1 class="text-3xl">Prices follow what you use</h1>
      <p class="mt-3 max-w-2xl text-lg text-soft">
        Counted are the events of a month and the recommendations that were asked for; a tenant's page shows both. The
        amounts are not decided yet: until they are, nothing is billed.
      </p>
      <ul class="mt-10 grid gap-5 md:grid-cols-3">
        <For each={tiers}>
          {({ name, events, text }) => (
            <li class="rounded-lg border border-line bg-card p-6 shadow-card">
              <h2 class="text-xl">{name}</h2>
              <p class="mt-3 font-medium">{events} events a month</p>
              <p class="mt-1 text-soft">{text}</p>
              <p class="mt-5 text-sm text-ochre">Amount pending</p>
            </li>
          )}
        </For>
      </ul>
    </SiteFrame>
  );
}
