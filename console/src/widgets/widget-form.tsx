import { Choice } from '#console/components/choice.tsx';
import { Field } from '#console/components/field.tsx';
import { FormErrors } from '#console/components/form-errors.ts';
import { NumberInput } from '#console/components/number-input.tsx';
import { errorsByField } from '#console/http/errors-by-field.ts';
import type { WidgetConfig } from '#console/queries/widgets.ts';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';

/** The fields of the form by the names that the API gives them. */
export const widgetFields = [
  'title',
  'layout',
  'columns',
  'maxItems',
  'ctaText',
  'theme.primaryColor',
  'theme.fontFamily',
  'strategy',
];

/** How a widget looks and what it asks for; each change is seen in the preview. `error` is what the API has refused, told at its field. */
export function WidgetForm(props: {
  config: WidgetConfig;
  error: unknown;
  onChange: (fields: Partial<WidgetConfig>) => void;
}) {
  const theme = (fields: Partial<WidgetConfig['theme']>) =>
    props.onChange({ theme: { ...props.config.theme, ...fields } });
  const check = (label: string, field: 'showPrice' | 'showRating') => (
    <label class="flex min-h-8 items-center gap-2.5 text-sm">
      <input
        type="checkbox"
        class="size-4 accent-pine"
        checked={props.config[field]}
        onChange={(event) => props.onChange({ [field]: event.currentTarget.checked })}
      />
      {label}
    </label>
  );
  return (
    <FormErrors.Provider value={() => errorsByField(props.error, widgetFields).fields}>
      <div class="space-y-5">
        <Field
          label="Title"
          name="title"
          hint="Above the products; empty shows none."
          value={props.config.title ?? ''}
          onInput={(event) => props.onChange({ title: event.currentTarget.value || null })}
        />
        <Choice
          label="Layout"
          value={props.config.layout}
          options={[
            ['grid', 'Grid'],
            ['carousel', 'Carousel'],
            ['list', 'List'],
          ]}
          onChange={(layout) => props.onChange({ layout })}
        />
        <div class="grid grid-cols-2 gap-4">
          <NumberInput
            label="Columns"
            name="columns"
            min={2}
            max={6}
            step={1}
            value={props.config.columns}
            onChange={(columns) => columns !== undefined && props.onChange({ columns })}
          />
          <NumberInput
            label="Products"
            name="maxItems"
            min={4}
            max={20}
            step={1}
            value={props.config.maxItems}
            onChange={(maxItems) => maxItems !== undefined && props.onChange({ maxItems })}
          />
        </div>
        <div class="flex flex-wrap gap-x-6">
          {check('Show prices', 'showPrice')}
          {check('Show ratings', 'showRating')}
        </div>
        <Field
          label="Text of the button"
          name="ctaText"
          value={props.config.ctaText}
          onInput={(event) => props.onChange({ ctaText: event.currentTarget.value })}
        />
        <div class="grid grid-cols-[minmax(0,1fr)_auto] gap-3">
          <Field
            label="Colour"
            name="theme.primaryColor"
            value={props.config.theme.primaryColor}
            onChange={(event) => theme({ primaryColor: event.currentTarget.value })}
          />
          <input
            type="color"
            aria-label="Choose the colour"
            class="mt-7 h-10 w-12 cursor-pointer rounded-md border border-edge bg-card p-1 disabled:cursor-default"
            value={sixDigits(props.config.theme.primaryColor)}
            onInput={(event) => theme({ primaryColor: event.currentTarget.value.toUpperCase() })}
          />
        </div>
        <Field
          label="Fonts"
          name="theme.fontFamily"
          hint="Names by commas; inherit takes the page's."
          value={props.config.theme.fontFamily}
          onChange={(event) => theme({ fontFamily: event.currentTarget.value })}
        />
        <Choice
          label="Strategy"
          name="strategy"
          value={props.config.strategy ?? ''}
          options={[['', "The tenant's default"], ...strategyNames.map((name) => [name, strategyText(name)] as const)]}
          onChange={(strategy) => props.onChange({ strategy: strategy || null })}
        />
      </div>
    </FormErrors.Provider>
  );
}

/** The colour as a browser's choice of colours takes it: #RRGGBB; black as long as it is none. */
function sixDigits(colour: string): string {
  if (/^#[\da-f]{6}$/i.test(colour)) return colour;
  return /^#[\da-f]{3}$/i.test(colour) ? colour.replaceAll(/[\da-f]/gi, '$&$&') : '#000000';
}
