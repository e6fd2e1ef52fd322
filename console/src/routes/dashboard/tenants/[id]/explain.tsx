import { useSearchParams } from '@solidjs/router';
import { For, Match, Show, Switch } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Field } from '#console/components/field.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { PlacementPicker } from '#console/components/placement-picker.tsx';
import { Said } from '#console/components/said.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { askWhatIf } from '#console/explain/ask-what-if.ts';
import { AskedStrategies } from '#console/explain/asked-strategies.tsx';
import { ComparedAnswer } from '#console/explain/compared-answer.tsx';
import { productsNamedBy } from '#console/explain/describe-evidence.ts';
import { describeShortages } from '#console/explain/describe-shortage.ts';
import { ExplainedItems } from '#console/explain/explained-items.tsx';
import { LostCandidates, shownLost } from '#console/explain/lost-candidates.tsx';
import { namesOfProducts } from '#console/explain/names-of-products.ts';
import { questionOf } from '#console/explain/question.ts';
import { WhatIfFields } from '#console/explain/what-if-fields.tsx';
import { describeWhatIf, whatIfs } from '#console/explain/what-ifs.ts';
import { several } from '#console/format/several.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readConfigContract } from '#console/queries/contract.ts';
import { listPlacements } from '#console/queries/placements.ts';
import { askRecommendations } from '#console/queries/recommendations.ts';
import { problemsOfRule } from '#console/rules/problems-of-rules.ts';
import { settingsOf, valueAt } from '#console/settings/settings-of.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** Why an answer is as it is: for a shopper or nobody, at a placement, on the page of a product; and what another setting would make of it. All of it stands in the URL. */
export default function Explain() {
  const { tenant } = useTenant();
  const [search, setSearch] = useSearchParams<{
    placement?: string;
    userId?: string;
    productId?: string;
    with?: string;
    to?: string;
  }>();
  const placements = createLiveQuery(
    () => tenant().id,
    (id, signal) => listPlacements(id, signal),
  );
  const asked = () => ({
    userId: search.userId || undefined,
    productId: search.productId || undefined,
    placementId: search.placement ?? placements.answer()?.[0] ?? 'default',
  });
  const isReady = () => search.placement !== undefined || placements.answer() !== undefined;
  const answer = createLiveQuery(
    () => (isReady() ? { id: tenant().id, asked: asked() } : null),
    (key, signal) => askRecommendations(key.id, { ...questionOf(key.asked), explain: true }, signal),
    // Whoever reads an answer wants it to stay: 'Ask again' stands beside it.
    { everyMs: null },
  );
  const contract = createLiveQuery(
    () => 'contract',
    (_, signal) => readConfigContract(signal),
    { everyMs: null },
  );
  const settings = () => {
    const described = contract.answer();
    return described === undefined ? [] : settingsOf(described, 'config');
  };
  const changes = () => whatIfs(settings(), (path) => valueAt(tenant(), path));
  /** Of an address that was written by hand, or that an older version made. */
  const isUnknown = () => contract.answer() !== undefined && !changes().some(({ name }) => name === search.with);
  const tried = () =>
    search.with === undefined || contract.answer() === undefined || isUnknown()
      ? null
      : { name: search.with, to: search.to ?? '' };
  const compared = createLiveQuery(
    () => {
      const change = tried();
      return isReady() && change !== null ? { id: tenant().id, asked: asked(), change } : null;
    },
    ({ id, asked, change }, signal) => askWhatIf(id, asked, change, settings(), signal),
    { everyMs: null },
  );
  const toName = () => {
    const { data = [], meta } = answer.answer() ?? {};
    const anchors = data.flatMap(({ explanation }) => (explanation === undefined ? [] : productsNamedBy(explanation)));
    return [...anchors, ...(meta?.explanation?.lost ?? []).slice(0, shownLost).map(({ productId }) => productId)];
  };
  const names = createLiveQuery(
    () => (answer.answer() === undefined ? null : { id: tenant().id, ids: toName() }),
    ({ id, ids }, signal) => namesOfProducts(id, ids, signal),
    { everyMs: null },
  );
  const nameOf = (productId: string) =>
    answer.answer()?.data.find((item) => item.productId === productId)?.name ??
    names.answer()?.get(productId) ??
    productId;
  const unfinished = () => problemsOfRule(compared.error(), 0);
  const isLost = (productId: string) => compared.answer()?.lost.some((one) => one.productId === productId) === true;

  return (
    <Page
      title="Explain"
      hint="Why an answer is as it is, what lost, and what would change it. Looking changes nothing and counts as nothing."
    >
      <Card title="The question">
        <div class="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Field
            label="Shopper"
            name="userId"
            placeholder="nobody known"
            autocomplete="off"
            value={search.userId ?? ''}
            onChange={(event) => setSearch({ userId: event.currentTarget.value.trim() || undefined })}
          />
          <PlacementPicker
            placements={placements.answer() ?? []}
            value={asked().placementId}
            onChoose={(placement) => setSearch({ placement })}
          />
          <Field
            label="On the page of product"
            name="productId"
            placeholder="none"
            autocomplete="off"
            value={search.productId ?? ''}
            onChange={(event) => setSearch({ productId: event.currentTarget.value.trim() || undefined })}
          />
        </div>
        <div class="mt-4 border-t border-line pt-4">
          <WhatIfFields
            all={changes()}
            settings={settings()}
            name={search.with ?? ''}
            to={search.to ?? ''}
            error={compared.error()}
            onChange={(change) => setSearch(change)}
          />
        </div>
      </Card>
      <Loaded query={answer}>
        {(told) => (
          <>
            <div class={search.with ? 'grid items-start gap-6 lg:grid-cols-2' : ''}>
              <Card
                title="The answer"
                hint={`${strategyText(told().meta.strategy)}${told().meta.isFallback ? ', standing in for what was asked' : ''}${told().meta.rulesVersion === undefined ? ', without rules' : `, by rules ${told().meta.rulesVersion}`}.`}
                actions={
                  <Button isSmall isBusy={answer.isLoading()} onClick={answer.refresh}>
                    Ask again
                  </Button>
                }
              >
                <Show
                  when={told().data.length > 0}
                  fallback={
                    <Empty title="Nothing is answered">
                      <p>Why is told below.</p>
                    </Empty>
                  }
                >
                  <ExplainedItems
                    items={told().data}
                    markOf={(productId) => (isLost(productId) ? 'would be lost' : undefined)}
                    nameOf={nameOf}
                  />
                </Show>
              </Card>
              <Show when={search.with}>
                <Card
                  title="With this change"
                  hint={isUnknown() ? undefined : describeWhatIf(search.with ?? '', search.to ?? '')}
                >
                  <Switch
                    fallback={
                      <Loaded query={compared}>
                        {(answers) => <ComparedAnswer compared={answers()} nameOf={nameOf} />}
                      </Loaded>
                    }
                  >
                    <Match when={isUnknown()}>
                      <p role="status" class="break-words text-sm text-soft">
                        The address asks for “{search.with}”, which is nothing that can be tried: choose a change above.
                      </p>
                    </Match>
                    <Match when={unfinished().length > 0}>
                      <p class="text-sm text-soft">
                        Say above what the rule is about: <Said text={unfinished().join(' ')} />
                      </p>
                    </Match>
                  </Switch>
                </Card>
              </Show>
            </div>
            <Show when={told().meta.explanation}>
              {(explanation) => (
                <>
                  <Show when={explanation().short}>
                    {(short) => (
                      <Card title={`Why it is short: ${short().got} of ${short().wanted}`}>
                        <ul class="list-disc space-y-1 pl-5 text-sm">
                          <For each={describeShortages(short().because)}>{(reason) => <li>{reason}</li>}</For>
                        </ul>
                      </Card>
                    )}
                  </Show>
                  <Card
                    title="What was asked"
                    hint="Strategies in their order: the next is asked where one has too few."
                  >
                    <AskedStrategies explanation={explanation()} />
                  </Card>
                  <Card
                    title="What lost"
                    hint={`${several(explanation().candidates, 'candidate')} in all, ${told().data.length} shown.`}
                  >
                    <LostCandidates explanation={explanation()} nameOf={nameOf} />
                  </Card>
                  <Card title="What comes first" hint="In this order it is decided what is shown.">
                    <ol class="list-decimal space-y-1 pl-5 text-sm">
                      <For each={explanation().precedence}>
                        {(step) => (
                          <li>
                            <Said text={step} />
                          </li>
                        )}
                      </For>
                    </ol>
                  </Card>
                </>
              )}
            </Show>
          </>
        )}
      </Loaded>
    </Page>
  );
}
