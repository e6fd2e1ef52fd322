import { Index, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Choice } from '#console/components/choice.tsx';
import { NumberInput } from '#console/components/number-input.tsx';
import type { Then } from '#console/rules/rule.ts';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';

/** As many as the API takes in a blend. */
const maxBlend = 4;
const options = strategyNames.map((name) => [name, strategyText(name)] as const);
const first = strategyNames[0] ?? 'collaborative';

type Asked = Extract<Then, { action: 'strategy' }>;

/** One strategy, or a blend of some with weights. */
export function StrategyEditor(props: { then: Asked; onChange: (then: Asked) => void }) {
  const blend = () => props.then.blend ?? [];
  const setBlend = (next: NonNullable<Asked['blend']>) => props.onChange({ action: 'strategy', blend: next });
  return (
    <Show
      when={props.then.blend !== undefined}
      fallback={
        <div class="space-y-3">
          <Choice
            label="Strategy"
            value={props.then.strategy ?? first}
            options={options}
            onChange={(strategy) => props.onChange({ action: 'strategy', strategy })}
          />
          <Button
            isSmall
            onClick={() =>
              setBlend([
                { strategy: props.then.strategy ?? first, weight: 3 },
                { strategy: 'trending', weight: 1 },
              ])
            }
          >
            Blend several
          </Button>
        </div>
      }
    >
      <div class="space-y-3">
        <Index each={blend()}>
          {(part, index) => (
            <div class="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
              <Choice
                label={`Strategy ${index + 1}`}
                value={part().strategy}
                options={options}
                onChange={(strategy) => setBlend(blend().with(index, { ...part(), strategy }))}
              />
              <NumberInput
                label="Weight"
                min={0.01}
                max={100}
                value={part().weight}
                onChange={(weight) => setBlend(blend().with(index, { ...part(), weight: weight ?? 1 }))}
              />
            </div>
          )}
        </Index>
        <div class="flex flex-wrap gap-2">
          <Button
            isSmall
            disabled={blend().length >= maxBlend}
            onClick={() => setBlend([...blend(), { strategy: first, weight: 1 }])}
          >
            Add a strategy
          </Button>
          <Button
            isSmall
            onClick={() =>
              blend().length > 2
                ? setBlend(blend().slice(0, -1))
                : props.onChange({ action: 'strategy', strategy: blend()[0]?.strategy ?? first })
            }
          >
            {blend().length > 2 ? 'Remove the last' : 'Only one strategy'}
          </Button>
        </div>
      </div>
    </Show>
  );
}

/** Strategies in the order in which they fill up a short answer. */
export function FillEditor(props: { strategies: readonly string[]; onChange: (strategies: string[]) => void }) {
  return (
    <div class="space-y-3">
      <Index each={props.strategies}>
        {(name, index) => (
          <div class="flex items-end gap-2">
            <div class="min-w-0 flex-1">
              <Choice
                label={`${index + 1}.`}
                value={name()}
                options={options}
                onChange={(strategy) => props.onChange(props.strategies.with(index, strategy))}
              />
            </div>
            <Button onClick={() => props.onChange(props.strategies.toSpliced(index, 1))}>Remove</Button>
          </div>
        )}
      </Index>
      <Button
        isSmall
        disabled={props.strategies.length >= strategyNames.length}
        onClick={() =>
          props.onChange([...props.strategies, strategyNames.find((one) => !props.strategies.includes(one)) ?? first])
        }
      >
        Add a strategy
      </Button>
    </div>
  );
}
