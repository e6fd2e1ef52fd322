import { For } from 'solid-js';
import { Field } from '#console/components/field.tsx';

const suggestions = 'known-placements';

/** Chooses a placement: one that is known, or any that is typed. */
export function PlacementPicker(props: {
  placements: readonly string[];
  value: string;
  hint?: string;
  onChoose: (placementId: string) => void;
}) {
  return (
    <div class="max-w-sm">
      <Field
        label="Placement"
        name="placement"
        list={suggestions}
        autocomplete="off"
        hint={props.hint}
        value={props.value}
        onChange={(event) => {
          const chosen = event.currentTarget.value.trim();
          if (chosen !== '' && chosen !== props.value) props.onChoose(chosen);
        }}
      />
      <datalist id={suggestions}>
        <For each={props.placements}>{(placement) => <option value={placement} />}</For>
      </datalist>
    </div>
  );
}
