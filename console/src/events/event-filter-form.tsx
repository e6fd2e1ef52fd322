import { For } from 'solid-js';
import { Field, SelectField } from '#console/components/field.tsx';
import { hasWholeYear } from '#console/components/whole-year.ts';
import { useEventFilters } from '#console/events/event-question.ts';
import { eventTypes } from '#console/events/event-types.ts';

/** Which events are shown: by type, shopper, product, space, and between two times. All of it is in the URL. */
export function EventFilterForm(props: { timeZone: string }) {
  const { filters, change } = useEventFilters();
  return (
    <search class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <SelectField
        label="Type"
        keyName="/"
        name="type"
        value={filters().type ?? ''}
        onChange={(event) => change({ type: event.currentTarget.value })}
      >
        <option value="">Any</option>
        <For each={eventTypes}>{(type) => <option value={type}>{type}</option>}</For>
      </SelectField>
      <Field
        label="Shopper"
        name="userId"
        autocomplete="off"
        value={filters().userId ?? ''}
        onChange={(event) => change({ userId: event.currentTarget.value })}
      />
      <Field
        label="Product"
        name="productId"
        autocomplete="off"
        value={filters().productId ?? ''}
        onChange={(event) => change({ productId: event.currentTarget.value })}
      />
      <SelectField
        label="Space"
        name="space"
        value={filters().space ?? ''}
        onChange={(event) => change({ space: event.currentTarget.value })}
      >
        <option value="">live</option>
        <option value="test">test</option>
      </SelectField>
      <For each={['from', 'to'] as const}>
        {(end) => (
          <Field
            label={`${end === 'from' ? 'From' : 'Up to'}, ${props.timeZone}`}
            name={end}
            type="datetime-local"
            value={filters()[end] ?? ''}
            onChange={({ currentTarget: { value } }) => hasWholeYear(value) && change({ [end]: value })}
          />
        )}
      </For>
    </search>
  );
}
