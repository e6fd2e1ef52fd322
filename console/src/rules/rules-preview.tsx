import { createSignal, For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Failure } from '#console/components/failure.tsx';
import { Field } from '#console/components/field.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { type Preview, previewRules } from '#console/queries/rules.ts';
import { listEarners } from '#console/queries/top-products.ts';
import { PreviewedQuestion } from '#console/rules/previewed-question.tsx';
import { otherProblem } from '#console/rules/problems-of-rules.ts';
import type { Rule } from '#console/rules/rule.ts';
import { type NamedQuestion, previewLimit, usualQuestions } from '#console/rules/usual-questions.ts';

/** As many as the API takes at once. */
const maxQuestions = 20;

/** What a draft would change in answers: to the questions that the shop gets most, and to those that are asked here. `askAt` is the placement to look at while the rules of all are drafted. What the API refuses of single rules goes to `onRefused`. */
export function RulesPreview(props: {
  placementId: string;
  askAt: string;
  rules: readonly Rule[];
  onRefused: (error: unknown) => void;
}) {
  const { tenant } = useTenant();
  const usual = createLiveQuery(
    () => tenant().id,
    (id, signal) => usualQuestions(id, signal),
    { everyMs: null },
  );
  const earners = createLiveQuery(
    () => tenant().id,
    (id, signal) => listEarners(id, signal),
    { everyMs: null },
  );
  const [own, setOwn] = createSignal<readonly NamedQuestion[]>([]);
  const [shown, setShown] = createSignal<{ questions: NamedQuestion[]; preview: Preview; of: string } | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  const questions = () => [...own(), ...(usual.answer() ?? [])].slice(0, maxQuestions);
  const isOld = () => shown() !== null && shown()?.of !== JSON.stringify(props.rules);

  async function show(): Promise<void> {
    const asked = questions();
    const of = JSON.stringify(props.rules);
    setIsBusy(true);
    setError(null);
    props.onRefused(null);
    try {
      const at = props.placementId === '*' ? { placementId: props.askAt } : {};
      const { data } = await previewRules(
        tenant().id,
        props.placementId,
        props.rules,
        asked.map(({ question }) => ({ ...question, ...at })),
      );
      setShown({ questions: asked, preview: data, of });
    } catch (thrown) {
      props.onRefused(thrown);
      setError(otherProblem(thrown) ?? new Error('A rule is not complete yet: see what stands at it, in the list.'));
    } finally {
      setIsBusy(false);
    }
  }
  function addQuestion(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const text = (name: string) => String(values.get(name) ?? '').trim();
    const [userId, productId] = [text('userId'), text('productId')];
    if (userId === '' && productId === '') return;
    const name = [userId && `Shopper ${userId}`, productId && `on the page of ${productId}`].filter(Boolean).join(' ');
    const question = {
      limit: previewLimit,
      ...(userId === '' ? {} : { userId }),
      ...(productId === '' ? {} : { productId: [productId] }),
    };
    setOwn((before) => [{ name, question }, ...before]);
    event.currentTarget.reset();
    void show();
  }

  return (
    <div class="space-y-5">
      <form onSubmit={addQuestion} class="grid items-end gap-3 sm:grid-cols-[1fr_1fr_auto]">
        <Field label="A shopper" name="userId" placeholder="shopper-7" autocomplete="off" />
        <Field label="On the page of product" name="productId" placeholder="p-1001" autocomplete="off" />
        <Button type="submit">Ask this too</Button>
      </form>
      <div class="flex flex-wrap items-center gap-3">
        <Button look="primary" isBusy={isBusy()} disabled={questions().length === 0} onClick={show}>
          Show what would change
        </Button>
        <Show when={isOld()}>
          <p role="status" class="text-sm text-ochre">
            The draft has changed since: this is what it was before.
          </p>
        </Show>
      </div>
      <Show when={error()}>{(thrown) => <Failure error={thrown()} />}</Show>
      <Show
        when={shown()}
        fallback={
          <Empty title="Not asked yet">
            <p>
              Both answers, by the rules in force and by the draft, come from the same state of the models. Nobody sees
              them.
            </p>
          </Empty>
        }
      >
        {(of) => (
          <ol class="space-y-5">
            <For each={of().preview}>
              {(answer, index) => (
                <PreviewedQuestion
                  name={of().questions[index()]?.name ?? ''}
                  answer={answer}
                  earners={earners.answer() ?? []}
                />
              )}
            </For>
          </ol>
        )}
      </Show>
    </div>
  );
}
