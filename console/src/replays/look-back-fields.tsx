import { createSignal, For, Show } from 'solid-js';
import { Field, SelectField } from '#console/components/field.tsx';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';

/** What is looked back on: an answer that was recorded, or a question at a time. */
export function LookBackFields() {
  const [on, setOn] = createSignal('exposure');
  return (
    <>
      <SelectField label="On what" name="lookBackOn" onChange={(event) => setOn(event.currentTarget.value)}>
        <option value="exposure">An answer that was given</option>
        <option value="question">What somebody would have been answered</option>
      </SelectField>
      <Show
        when={on() === 'question'}
        fallback={
          <Field
            label="Exposure"
            name="asOf.exposureId"
            required
            hint="The id of an answer to a known shopper, as exports and GET /exposures/REQUEST-ID have it."
          />
        }
      >
        <Field label="When" name="asOf.at" required hint="In UTC, such as 2026-11-20T10:00:00Z." />
        <Field label="Shopper" name="asOf.question.userId" hint="Empty: nobody known." />
        <Field label="Placement" name="asOf.question.placementId" value="default" />
        <Field label="Product" name="asOf.question.productId" hint="Of the product page; empty: none." />
        <SelectField label="Strategy" name="asOf.question.strategy">
          <option value="">That of the placement then</option>
          <For each={strategyNames}>{(name) => <option value={name}>{strategyText(name)}</option>}</For>
        </SelectField>
      </Show>
    </>
  );
}
