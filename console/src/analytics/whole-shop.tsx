import { Show } from 'solid-js';
import type { WholeShop } from '#schemas/http/analytics.ts';

type Reason = NonNullable<WholeShop['notCounted']>;

const why: Readonly<Record<Reason, string>> = {
  too_much:
    'these days have too many events to be counted in time. It is tried again each minute; fewer days take less',
  archived: 'some events of these days are in the archive',
  former_currency: 'the currency was changed, and older amounts are still in the former one',
};

/** Says why what is measured by the whole shop is not counted; nothing where it is. */
export function WhyNotCounted(props: { reason: Reason | null | undefined }) {
  return (
    <Show when={props.reason}>
      {(reason) => (
        <p class="text-sm text-soft">Revenue per visitor and share of revenue are not counted: {why[reason()]}.</p>
      )}
    </Show>
  );
}
