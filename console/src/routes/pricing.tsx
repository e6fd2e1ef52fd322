import { SiteFrame } from '#console/site/site-frame.tsx';
import { Tiers } from '#console/site/tiers.tsx';

/** What it will cost, and what is counted for it. */
export default function Pricing() {
  return (
    <SiteFrame title="Pricing · RecomEngine">
      <h1 class="text-3xl">Prices follow what you use</h1>
      <p class="mt-3 max-w-2xl text-lg text-soft">
        Counted are the events of a month and the recommendations that were asked for; a tenant's page shows both. The
        amounts are not decided yet: until they are, nothing is billed.
      </p>
      <div class="mt-10">
        <Tiers heading="h2" />
      </div>
    </SiteFrame>
  );
}
