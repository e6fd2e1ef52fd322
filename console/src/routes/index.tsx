import { For } from 'solid-js';
import { ButtonLink } from '#console/components/button.tsx';
import { TextLink } from '#console/site/account-frame.tsx';
import { Drawing } from '#console/site/drawing.tsx';
import { LiveWidget } from '#console/site/live-widget.tsx';
import { SiteFrame } from '#console/site/site-frame.tsx';
import { Tiers } from '#console/site/tiers.tsx';

const features = [
  {
    title: 'Live',
    text: 'A click changes the next answer within milliseconds: the models follow the log of events, and nobody waits for a nightly job.',
  },
  {
    title: 'With its evidence',
    text: 'Each product says why it is there: who bought it with what, how often, since when. The sentence names the counts it was made of.',
  },
  {
    title: 'Proven',
    text: 'A/B tests with a holdout, a verdict in words, and a check that finds a broken split. What is too little to judge is called so.',
  },
  {
    title: 'Exact',
    text: 'An event that is sent twice counts once, whatever died meanwhile. Every figure equals a recount over the events behind it.',
  },
  {
    title: 'One tag',
    text: 'Two lines bring widgets into any shop: no dependency, no request to anybody else, and an empty place where something fails.',
  },
  {
    title: 'Yours to run',
    text: 'On one machine without anything installed, or as many processes on Kafka, Postgres and Redis. The same promises hold on both.',
  },
];

/** What the product does, on one screen and the one below it. */
export default function Home() {
  return (
    <SiteFrame title="RecomEngine: recommendations with their evidence">
      <section>
        <h1 class="text-2xl min-[25rem]:text-3xl sm:text-4xl">
          Recommendations that know the click of a moment ago, and say why
        </h1>
        <p class="mt-5 max-w-2xl text-lg text-soft">
          For shops that want to show the right product while the shopper is still on the page, and to know what that
          was worth.
        </p>
        <div class="mt-6 flex flex-wrap gap-3">
          <ButtonLink href="/signup" look="primary">
            Create an account
          </ButtonLink>
          <ButtonLink href="/docs/quickstart">Read the quick start</ButtonLink>
        </div>
        <Drawing
          name="recommendation.svg"
          height={336}
          label="Four recommendations"
          alt="Four recommendations of the demo shop, by four strategies, each with its reason"
          class="mt-8"
        />
      </section>
      <LiveWidget />
      <section aria-labelledby="features" class="mt-20">
        <h2 id="features" class="text-2xl">
          What it does
        </h2>
        <ul class="mt-6 grid gap-x-8 gap-y-7 sm:grid-cols-2 lg:grid-cols-3">
          <For each={features}>
            {({ title, text }) => (
              <li class="border-t-2 border-pine pt-3">
                <h3 class="text-lg">{title}</h3>
                <p class="mt-1 text-soft">{text}</p>
              </li>
            )}
          </For>
        </ul>
      </section>
      <section aria-labelledby="how" class="mt-20">
        <h2 id="how" class="text-2xl">
          How it works
        </h2>
        <p class="mt-2 max-w-2xl text-soft">
          A shop's event is answered once it is durable on the log. What is new goes to Postgres and to the models in
          memory; a question is answered from memory alone.
        </p>
        <Drawing
          name="paths.svg"
          height={300}
          label="The paths of an event and of a question"
          alt="A shop's event goes through ingest to the log, from there to Postgres and to the models in memory; a question is answered from the models"
          class="mt-6"
        />
      </section>
      <section aria-labelledby="prices" class="mt-20">
        <h2 id="prices" class="text-2xl">
          Prices
        </h2>
        <p class="mt-2 mb-6 max-w-2xl text-soft">
          They follow the events of a month and the recommendations that were asked for. Until the amounts are decided
          nothing is billed.
        </p>
        <Tiers heading="h3" />
      </section>
      <section aria-labelledby="begin" class="mt-20">
        <h2 id="begin" class="text-2xl">
          Begin
        </h2>
        <p class="mt-2 max-w-2xl text-soft">
          <TextLink href="/docs/quickstart">Your first shop</TextLink> goes from nothing to a recommendation of your own
          catalog, <TextLink href="/docs/sdk">the tag</TextLink> brings widgets into a page,{' '}
          <TextLink href="/docs/experiments">an experiment</TextLink> tells what they are worth, and{' '}
          <TextLink href="/docs/api-reference">the reference</TextLink> has every request.
        </p>
      </section>
    </SiteFrame>
  );
}
