import { Match, Show, Switch } from 'solid-js';
import { Choice } from '#console/components/choice.tsx';
import { Field } from '#console/components/field.tsx';
import {
  fieldWords,
  freshCondition,
  freshValue,
  kindOf,
  operatorsOf,
  operatorWords,
  partsOf,
  scalarOf,
  scalarText,
} from '#console/rules/filter-fields.ts';
import { knownCategories, knownFacets } from '#console/rules/known-words.tsx';
import type { Condition } from '#console/rules/rule.ts';

const attribute = 'attribute';
const fieldOptions = [...Object.entries(fieldWords), [attribute, 'an attribute'] as const] as const;

/** A field of a product, an operator and a value. */
export function ConditionEditor(props: { condition: Condition; onChange: (condition: Condition) => void }) {
  const kind = () => kindOf(props.condition.field);
  const parts = () => partsOf(props.condition);
  const set = (operator: string, value: unknown) => props.onChange({ field: props.condition.field, [operator]: value });
  const setField = (field: string) => {
    const next = field === attribute ? 'attributes.' : field;
    if (kindOf(next) === kind()) props.onChange({ field: next, [parts().operator]: parts().value });
    else props.onChange(freshCondition(next));
  };
  return (
    <div class="grid min-w-0 flex-1 gap-3 sm:grid-cols-3">
      <div class="space-y-2">
        <Choice
          label="Field"
          value={kind() === 'attribute' ? attribute : props.condition.field}
          options={fieldOptions}
          onChange={setField}
        />
        <Show when={kind() === 'attribute'}>
          <Field
            label="Name of the attribute"
            name=""
            list={knownFacets}
            placeholder="attributes.brand"
            value={props.condition.field.replace(/^attributes\./, '')}
            onChange={(event) =>
              props.onChange({
                field: `attributes.${event.currentTarget.value.replace(/^attributes\./, '')}`,
                [parts().operator]: parts().value,
              })
            }
          />
        </Show>
      </div>
      <Choice
        label="Comparison"
        value={parts().operator}
        options={operatorsOf[kind()].map((name) => [name, operatorWords[name] ?? name] as const)}
        onChange={(operator) => {
          const isAlike = ['in', 'between', 'exists'].every((one) => one !== operator && one !== parts().operator);
          set(operator, isAlike ? parts().value : freshValue(kind(), operator));
        }}
      />
      <ValueEditor condition={props.condition} onChange={(value) => set(parts().operator, value)} />
    </div>
  );
}

function ValueEditor(props: { condition: Condition; onChange: (value: unknown) => void }) {
  const kind = () => kindOf(props.condition.field);
  const parts = () => partsOf(props.condition);
  const values = () => (Array.isArray(parts().value) ? (parts().value as unknown[]) : []);
  const read = (text: string) => scalarOf(text, kind());
  const hint = () => (kind() === 'time' ? 'A time, or how long ago: -P30D.' : undefined);
  const list = () => (kind() === 'category' ? knownCategories : undefined);
  const isYesNo = () => parts().operator === 'exists' || kind() === 'boolean';
  return (
    <Switch
      fallback={
        <Field
          label="Value"
          name=""
          hint={hint()}
          list={list()}
          value={scalarText(parts().value, kind())}
          onChange={(event) => props.onChange(read(event.currentTarget.value))}
        />
      }
    >
      <Match when={isYesNo()}>
        <Choice
          label="Value"
          value={parts().value === false ? 'no' : 'yes'}
          options={[
            ['yes', 'yes'],
            ['no', 'no'],
          ]}
          onChange={(value) => props.onChange(value === 'yes')}
        />
      </Match>
      <Match when={parts().operator === 'in'}>
        <Field
          label="Values"
          name=""
          hint="With commas between."
          list={list()}
          value={values()
            .map((one) => scalarText(one, kind()))
            .join(', ')}
          onChange={(event) =>
            props.onChange(
              event.currentTarget.value.split(',').flatMap((one) => (one.trim() === '' ? [] : [read(one.trim())])),
            )
          }
        />
      </Match>
      <Match when={parts().operator === 'between'}>
        <div class="grid grid-cols-2 gap-2">
          <Field
            label="From"
            name=""
            hint={hint()}
            value={scalarText(values()[0], kind())}
            onChange={(event) => props.onChange([read(event.currentTarget.value), values()[1]])}
          />
          <Field
            label="To"
            name=""
            value={scalarText(values()[1], kind())}
            onChange={(event) => props.onChange([values()[0], read(event.currentTarget.value)])}
          />
        </div>
      </Match>
    </Switch>
  );
}
