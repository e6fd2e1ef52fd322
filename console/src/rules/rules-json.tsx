import { createSignal, For, Show } from 'solid-js';
import { TextAreaField } from '#console/components/field.tsx';
import { Said } from '#console/components/said.tsx';
import type { Rule } from '#console/rules/rule.ts';

/** The same list as JSON, for whoever would rather write it. What is no JSON yet stays in the field and changes nothing. What the API refuses of a rule stands below, by its place and id. */
export function RulesJson(props: {
  rules: readonly Rule[];
  problemsOf: (index: number) => readonly string[];
  onChange: (rules: Rule[]) => void;
}) {
  const [problem, setProblem] = createSignal('');
  function read(text: string): void {
    try {
      const value: unknown = JSON.parse(text);
      if (!Array.isArray(value)) throw new Error('it is no list');
      if (!value.every(isObject)) throw new Error('each rule is an object');
      setProblem('');
      props.onChange(value);
    } catch (error) {
      setProblem(`Not taken yet: ${(error as Error).message}`);
    }
  }
  const refused = () =>
    props.rules.flatMap((rule, index) =>
      props.problemsOf(index).map((text) => `Rule ${index + 1} (${rule.id ?? 'without an id'}): ${text}`),
    );
  return (
    <div class="space-y-2">
      <TextAreaField
        label="Rules as JSON"
        name="json"
        rows="24"
        spellcheck={false}
        class="font-mono text-sm"
        value={JSON.stringify(props.rules, null, 2)}
        onChange={(event) => read(event.currentTarget.value)}
      />
      <Show when={problem()}>
        <p role="alert" class="text-sm text-rust">
          {problem()}
        </p>
      </Show>
      <Show when={refused().length > 0}>
        <ul role="alert" class="space-y-1 text-sm text-rust">
          <For each={refused()}>
            {(text) => (
              <li>
                <Said text={text} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
