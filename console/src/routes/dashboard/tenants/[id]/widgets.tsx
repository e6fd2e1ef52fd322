import { useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { snippetKeys } from '#console/api-keys/made-keys.ts';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Code } from '#console/components/code.tsx';
import { ConfirmByName } from '#console/components/confirm-by-name.tsx';
import { Failure } from '#console/components/failure.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Overtaken } from '#console/components/overtaken.tsx';
import { Page } from '#console/components/page.tsx';
import { PlacementPicker } from '#console/components/placement-picker.tsx';
import { SaveBar } from '#console/components/save-bar.tsx';
import { say } from '#console/components/toasts.tsx';
import { Versions } from '#console/components/versions.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { several } from '#console/format/several.ts';
import { errorsByField } from '#console/http/errors-by-field.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listPlacements } from '#console/queries/placements.ts';
import { listWidgetVersions } from '#console/queries/widgets.ts';
import { createWidgetDraft } from '#console/widgets/widget-draft.ts';
import { WidgetForm, widgetFields } from '#console/widgets/widget-form.tsx';
import { WidgetPreview } from '#console/widgets/widget-preview.tsx';

/** How each placement looks: changed beside a live preview, saved as a version, taken back, and put into a page by a snippet. */
export default function Widgets() {
  const { tenant, isReadOnly } = useTenant();
  const [search, setSearch] = useSearchParams<{ placement?: string }>();
  const [isDeleting, setIsDeleting] = createSignal(false);
  const placements = createLiveQuery(
    () => tenant().id,
    (id, signal) => listPlacements(id, signal),
  );
  const placementId = () => search.placement ?? placements.answer()?.[0] ?? 'home';
  const draft = createWidgetDraft(() => ({ tenantId: tenant().id, placementId: placementId() }));
  const versions = createLiveQuery(
    () => {
      const saved = draft.saved();
      return saved === null ? null : { id: tenant().id, widgetId: saved.id, version: saved.version };
    },
    async ({ id, widgetId }, signal) => (await listWidgetVersions(id, widgetId, signal)).data,
  );
  const nextVersion = () => (draft.saved()?.version ?? 0) + 1;
  const readKey = () => snippetKeys(tenant().id).readKey;
  const snippet = () =>
    [
      `<script src="${location.origin}/v1/recomengine.js" data-api-key="${readKey()}" async></script>`,
      `<div data-recomengine-placement="${placementId()}" style="min-height: 480px"></div>`,
    ].join('\n');

  function choose(placement: string): void {
    if (draft.isDirty() && !confirm('Look at another placement? The draft is lost.')) return;
    setSearch({ placement });
  }
  async function save(): Promise<void> {
    if (await draft.save())
      say(`Version ${draft.saved()?.version ?? 1} is saved: it is on open pages within 35 seconds.`);
  }
  async function rollBack(version: number): Promise<void> {
    if (draft.isDirty() && !confirm('Roll back? The draft is lost.')) return;
    if (await draft.rollBack(version)) say(`Version ${draft.saved()?.version} is what version ${version} was.`);
  }

  return (
    <Page
      title="Widgets"
      hint="How recommendations look in the shop, placement by placement."
      actions={
        <Changes>
          <Button disabled={draft.saved() === null} onClick={() => setIsDeleting(true)}>
            Delete the widget
          </Button>
        </Changes>
      }
    >
      <PlacementPicker
        placements={placements.answer() ?? []}
        value={placementId()}
        hint={
          draft.saved() !== null
            ? `Version ${draft.saved()?.version}.`
            : draft.isLoaded()
              ? 'Nothing is saved here: these are the defaults.'
              : '\u00a0'
        }
        onChoose={choose}
      />
      <Show when={draft.isDirty() && draft.isOvertaken()}>
        {(newest) => <Overtaken version={newest().version} onTake={draft.discard} onKeep={draft.keepOver} />}
      </Show>
      <Loaded query={draft.all}>
        {() => (
          <div class="grid items-start gap-6 lg:grid-cols-[18rem_minmax(0,1fr)]">
            <Card title="Look">
              <Changes>
                <WidgetForm config={draft.config()} error={draft.error()} onChange={draft.set} />
              </Changes>
              <Show when={errorsByField(draft.error(), widgetFields).rest}>
                {(error) => (
                  <div class="mt-4">
                    <Failure error={error()} />
                  </div>
                )}
              </Show>
            </Card>
            <Card title="Preview" hint="Drawn by the very script that shops have, on what this placement answers now.">
              <WidgetPreview placementId={placementId()} config={draft.config()} />
            </Card>
          </div>
        )}
      </Loaded>
      <Card
        title="In your page"
        hint={
          readKey() === '$READ_KEY'
            ? 'Put a read key in the place of $READ_KEY; it may stand in a page.'
            : 'With the read key that you have made.'
        }
      >
        <Code label="The snippet for a page" text={snippet()} />
      </Card>
      <Card title="Versions" hint="The newest 20. A roll-back makes an earlier one the next.">
        <Show
          when={draft.saved()}
          fallback={<p class="text-sm text-soft">{draft.isLoaded() ? 'Nothing was saved yet.' : '\u00a0'}</p>}
        >
          <Versions
            query={versions}
            tell={({ config }) =>
              `${config.layout}, ${several(config.maxItems, 'product')}${config.title === null ? '' : `, “${config.title}”`}`
            }
            isBusy={draft.isBusy()}
            onRollBack={rollBack}
          />
        </Show>
      </Card>
      <SaveBar
        isDirty={draft.isDirty()}
        isBusy={draft.isBusy()}
        isDisabled={isReadOnly() || draft.isOvertaken() !== null}
        save={`Save as version ${nextVersion()}`}
        onSave={save}
        onDiscard={draft.discard}
      />
      <ConfirmByName
        isOpen={isDeleting()}
        onClose={() => setIsDeleting(false)}
        title={`Delete the widget of ${placementId()}?`}
        name={placementId()}
        action="Delete the widget"
        onConfirm={async () => {
          if (await draft.remove()) say(`${placementId()} has the defaults again.`);
          else throw draft.error();
        }}
      >
        <p>
          The placement has the defaults again, and its versions are gone. The audit trail keeps what it was at last.
        </p>
      </ConfirmByName>
    </Page>
  );
}
