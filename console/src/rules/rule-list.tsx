import { createEffect, createSignal, ErrorBoundary, Index, on } from 'solid-js';
import { moved } from '#console/rules/moved.ts';
import type { Rule } from '#console/rules/rule.ts';
import { RuleCard } from '#console/rules/rule-card.tsx';

/** The rules in the order in which they hold. A rule is moved by dragging it, or by the arrow keys on its number. One that was written as JSON and is none says so in its place. */
export function RuleList(props: {
  rules: readonly Rule[];
  openId: string | null;
  problemsOf: (index: number) => readonly string[];
  onOpen: (id: string | null) => void;
  onChange: (rules: Rule[]) => void;
}) {
  const [dragged, setDragged] = createSignal<number | null>(null);
  const [over, setOver] = createSignal<number | null>(null);
  const [said, setSaid] = createSignal('');
  let list!: HTMLOListElement;

  function move(from: number, to: number): void {
    if (to < 0 || to >= props.rules.length || to === from) return;
    const name = props.rules[from]?.name ?? '';
    props.onChange(moved(props.rules, from, to));
    setSaid(`${name} is at place ${to + 1} of ${props.rules.length}.`);
    // The focus goes with the rule.
    list.querySelectorAll<HTMLElement>('[data-handle]')[to]?.focus();
  }

  return (
    <>
      <ol ref={list} class="space-y-3">
        <Index each={props.rules}>
          {(rule, index) => (
            <li
              draggable={props.openId === null}
              onDragStart={(event) => {
                setDragged(index);
                if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move';
              }}
              onDragOver={(event) => {
                if (dragged() === null) return;
                event.preventDefault();
                setOver(index);
              }}
              onDrop={(event) => {
                event.preventDefault();
                const from = dragged();
                if (from !== null) move(from, index);
              }}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
              class={`rounded-lg ${over() === index && dragged() !== index ? 'outline-2 outline-pine' : ''} ${dragged() === index ? 'opacity-50' : ''}`}
            >
              <ErrorBoundary
                fallback={(_, reset) => {
                  createEffect(on(rule, reset, { defer: true }));
                  return (
                    <p role="alert" class="rounded-lg border border-line p-4 text-sm text-rust">
                      Rule {index + 1} is not complete enough for a form: mend it as JSON.
                    </p>
                  );
                }}
              >
                <RuleCard
                  rule={rule()}
                  place={index}
                  isOpen={props.openId === rule().id}
                  problems={props.problemsOf(index)}
                  onToggle={() => props.onOpen(props.openId === rule().id ? null : rule().id)}
                  onChange={(next) => props.onChange(props.rules.with(index, next))}
                  onMove={(to) => move(index, to)}
                  onRemove={() => props.onChange(props.rules.toSpliced(index, 1))}
                />
              </ErrorBoundary>
            </li>
          )}
        </Index>
      </ol>
      <p aria-live="polite" class="sr-only">
        {said()}
      </p>
    </>
  );
}
