import { useSearchParams } from '@solidjs/router';
import { createSignal, For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Failure } from '#console/components/failure.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Overtaken } from '#console/components/overtaken.tsx';
import { Page } from '#console/components/page.tsx';
import { PlacementPicker } from '#console/components/placement-picker.tsx';
import { Said } from '#console/components/said.tsx';
import { SaveBar } from '#console/components/save-bar.tsx';
import { Tabs } from '#console/components/tabs.tsx';
import { say } from '#console/components/toasts.tsx';
import { Versions } from '#console/components/versions.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { several } from '#console/format/several.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listPlacements } from '#console/queries/placements.ts';
import { listRulesVersions } from '#console/queries/rules.ts';
import { actionNames, actions } from '#console/rules/actions.ts';
import { KnownWords } from '#console/rules/known-words.tsx';
import { otherProblem, problemsOfRule } from '#console/rules/problems-of-rules.ts';
import type { Action } from '#console/rules/rule.ts';
import { newRule } from '#console/rules/rule.ts';
import { RuleList } from '#console/rules/rule-list.tsx';
import { createRulesDraft } from '#console/rules/rules-draft.ts';
import { RulesJson } from '#console/rules/rules-json.tsx';
import { RulesPreview } from '#console/rules/rules-preview.tsx';

/** The rules of all placements. */
const all = '*';

/** What may, must and must not be shown on a placement: written by forms or as JSON, looked at before it is saved, and taken back. */
export default function Rules() {
  const { tenant, isReadOnly } = useTenant();
  const [search, setSearch] = useSearchParams<{ placement?: string; view?: string }>();
  const [openId, setOpenId] = createSignal<string | null>(null);
  const placements = createLiveQuery(
    () => tenant().id,
    (id, signal) => listPlacements(id, signal),
  );
  const placementId = () => search.placement ?? placements.answer()?.[0] ?? all;
  const draft = createRulesDraft(() => ({ tenantId: tenant().id, placementId: placementId() }));
  const versions = createLiveQuery(
    () => ({ id: tenant().id, at: placementId(), version: draft.version() }),
    async ({ id, at }, signal) => (await listRulesVersions(id, at, signal)).data,
  );

  function choose(placement: string): void {
    if (draft.isDirty() && !confirm('Look at another placement? The draft is lost.')) return;
    setOpenId(null);
    setSearch({ placement });
  }
  function add(action: Action): void {
    const { label, fresh } = actions[action];
    const rule = newRule(
      label,
      fresh,
      draft.rules().map(({ id }) => id),
    );
    draft.setRules([...draft.rules(), rule]);
    setOpenId(rule.id);
  }
  async function save(): Promise<void> {
    if (await draft.save()) {
      setOpenId(null);
      say(`Version ${draft.version()} is in force.`);
    }
  }
  async function rollBack(version: number): Promise<void> {
    if (draft.isDirty() && !confirm('Roll back? The draft is lost.')) return;
    if (await draft.rollBack(version)) say(`Version ${draft.version()} is what version ${version} was.`);
  }

  /** Nothing before it is known: a list that is still being read is not one that nobody has saved. */
  const savedText = () => {
    if (draft.saved.answer() === undefined) return '';
    return draft.version() === 0 ? 'Nothing is saved yet.' : `Version ${draft.version()}.`;
  };
  const forms = () => (
    <div class="space-y-4">
      <Show
        when={draft.rules().length > 0}
        fallback={
          <Empty title="No rules here yet">
            <p>Without rules a placement shows what its strategy answers. Add the first one below.</p>
          </Empty>
        }
      >
        <RuleList
          rules={draft.rules()}
          openId={openId()}
          problemsOf={(index) => problemsOfRule(draft.error(), index)}
          onOpen={setOpenId}
          onChange={draft.setRules}
        />
      </Show>
      <div class="flex flex-wrap items-center gap-2">
        <span class="text-sm font-medium">Add:</span>
        <For each={actionNames}>
          {(action) => (
            <Button isSmall title={actions[action].hint} onClick={() => add(action)}>
              {actions[action].label}
            </Button>
          )}
        </For>
      </div>
    </div>
  );

  return (
    <Page
      title="Rules"
      hint="What may, must and must not be shown. A saved list is in force within a second, also for answers that were computed before."
    >
      <KnownWords />
      <div class="flex flex-wrap items-end gap-4">
        <PlacementPicker
          placements={[all, ...(placements.answer() ?? [])]}
          value={placementId()}
          hint={
            placementId() === all
              ? 'These hold for all placements, behind their own.'
              : '* has the rules of all placements.'
          }
          onChoose={choose}
        />
      </div>
      <Show when={draft.isOvertaken()}>
        {(newest) => (
          <Show when={draft.isDirty()}>
            <Overtaken version={newest().version} onTake={draft.discard} onKeep={draft.keepOver} />
          </Show>
        )}
      </Show>
      <Card title="The list" hint={`${savedText()} The first of two rules that want the same wins.`}>
        <Loaded query={draft.saved}>
          {() => (
            <Changes>
              <Tabs
                label="How to write them"
                selected={search.view === 'json' ? 'json' : 'forms'}
                onSelect={(view) => setSearch({ view: view === 'json' ? view : undefined }, { replace: true })}
                tabs={[
                  { id: 'forms', label: 'Forms', content: forms },
                  {
                    id: 'json',
                    label: 'JSON',
                    content: () => (
                      <RulesJson
                        rules={draft.rules()}
                        problemsOf={(index) => problemsOfRule(draft.error(), index)}
                        onChange={draft.setRules}
                      />
                    ),
                  },
                ]}
              />
            </Changes>
          )}
        </Loaded>
        <Show when={otherProblem(draft.error())}>
          {(error) => (
            <div class="mt-4">
              <Failure error={error()} />
            </div>
          )}
        </Show>
        <Show when={draft.warnings().length > 0}>
          <ul class="mt-4 list-disc rounded-md bg-ochre-soft py-2 pr-3 pl-7 text-sm text-ochre">
            <For each={draft.warnings()}>
              {({ message }) => (
                <li>
                  <Said text={message} />
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Card>
      <Card title="What would change" hint="Before and after, by the draft above, on real questions.">
        <RulesPreview
          placementId={placementId()}
          askAt={placements.answer()?.[0] ?? 'default'}
          rules={draft.rules()}
          onRefused={draft.tell}
        />
      </Card>
      <Card title="Versions" hint="The newest 20. A roll-back makes an earlier one the next.">
        <Versions
          query={versions}
          tell={({ rules }) => several(rules.length, 'rule')}
          isBusy={draft.isBusy()}
          onRollBack={rollBack}
        />
      </Card>
      <SaveBar
        isDirty={draft.isDirty()}
        isBusy={draft.isBusy()}
        isDisabled={isReadOnly() || draft.isOvertaken() !== null}
        save={`Save as version ${draft.version() + 1}`}
        onSave={save}
        onDiscard={draft.discard}
      />
    </Page>
  );
}
