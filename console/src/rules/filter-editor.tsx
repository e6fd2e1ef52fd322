import { Index, Match, Show, Switch } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Choice } from '#console/components/choice.tsx';
import { ConditionEditor } from '#console/rules/condition-editor.tsx';
import { freshFilter } from '#console/rules/filter-fields.ts';
import type { Condition, Filter } from '#console/rules/rule.ts';

/** As deep as the API takes filters. */
const maxDepth = 5;

/** A filter of products: a condition, or several of which all or any must hold, each of them turned round if wanted. */
export function FilterEditor(props: {
  filter: Filter;
  depth?: number;
  onChange: (filter: Filter) => void;
  onRemove?: () => void;
}) {
  const depth = () => props.depth ?? 1;
  const isNot = () => 'not' in props.filter;
  const inner = (): Filter => ('not' in props.filter ? (props.filter as { not: Filter }).not : props.filter);
  const change = (filter: Filter) => props.onChange(isNot() ? { not: filter } : filter);
  const isGroup = () => 'and' in inner() || 'or' in inner();
  const group = () => {
    const filter = inner();
    return 'and' in filter
      ? { by: 'and' as const, of: (filter as { and: Filter[] }).and }
      : { by: 'or' as const, of: (filter as { or?: Filter[] }).or ?? [] };
  };
  const ofGroup = (by: 'and' | 'or', of: Filter[]): Filter => (by === 'and' ? { and: of } : { or: of });

  return (
    <div class={depth() > 1 ? 'rounded-md border border-line p-3' : ''}>
      <Switch>
        <Match when={isGroup()}>
          <div class="space-y-3">
            <div class="max-w-60">
              <Choice
                label="Of these must hold"
                value={group().by}
                options={[
                  ['and', 'all'],
                  ['or', 'any'],
                ]}
                onChange={(by) => change(ofGroup(by, group().of))}
              />
            </div>
            <Index each={group().of}>
              {(one, index) => (
                <FilterEditor
                  filter={one()}
                  depth={depth() + 1}
                  onChange={(filter) => change(ofGroup(group().by, group().of.with(index, filter)))}
                  onRemove={() => {
                    const left = group().of.toSpliced(index, 1);
                    change(left.length === 1 && left[0] !== undefined ? left[0] : ofGroup(group().by, left));
                  }}
                />
              )}
            </Index>
            <Button isSmall onClick={() => change(ofGroup(group().by, [...group().of, freshFilter()]))}>
              Add a condition
            </Button>
          </div>
        </Match>
        <Match when={!isGroup()}>
          <ConditionEditor condition={inner() as Condition} onChange={change} />
        </Match>
      </Switch>
      <div class="mt-2 flex flex-wrap gap-2">
        <Button
          look="bare"
          isSmall
          aria-pressed={isNot()}
          onClick={() => props.onChange(isNot() ? inner() : { not: inner() })}
        >
          {isNot() ? 'Turned round: must not hold' : 'Turn it round'}
        </Button>
        <Show when={!isGroup() && depth() < maxDepth}>
          <Button look="bare" isSmall onClick={() => change({ and: [inner(), freshFilter()] })}>
            Add another condition
          </Button>
        </Show>
        <Show when={props.onRemove}>
          {(remove) => (
            <Button look="bare" isSmall onClick={() => remove()()}>
              Remove
            </Button>
          )}
        </Show>
      </div>
    </div>
  );
}
