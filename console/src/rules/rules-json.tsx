import { createSignal, Show } from 'solid-js';
import { TextAreaField } from '#console/components/field.tsx';
import type { Rule } from '#console/rules/rule.ts';

/** The same list as JSON, for whoever would rather write it. What is no JSON yet stays in the field and changes nothing. */
export function RulesJson(props: { rules: readonly Rule[]; onChange: (rules: Rule[]) => void }) {
  const [problem, setProblem] = createSignal('');
  function read(text: string): void {
    try {
      const value: unknown = JSON.parse(text);
      if (!Array.isArray(value)) throw new Error('it is no list');
      setProblem('');
      props.onChange(value);
    } catch (error) {
      setProblem(`Not taken yet: ${(error as Error).message}`);
    }
  }
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
    </div>
  );
}
