import { createSignal, Show } from 'solid-js';
import { CreateKey } from '#console/api-keys/create-key.tsx';
import { KeyTable } from '#console/api-keys/key-table.tsx';
import { NewKey } from '#console/api-keys/new-key.tsx';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { ConfirmByName } from '#console/components/confirm-by-name.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { say } from '#console/components/toasts.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listKeys, revokeKey } from '#console/queries/api-keys.ts';
import type { ApiKeyCreated, ApiKeyView } from '#schemas/http/api-keys.ts';

/** Makes and revokes the keys by which a shop speaks to the API. */
export default function ApiKeys() {
  const { tenant } = useTenant();
  const keys = createLiveQuery(() => tenant().id, listKeys);
  const [isCreating, setIsCreating] = createSignal(false);
  const [created, setCreated] = createSignal<ApiKeyCreated | null>(null);
  const [revoking, setRevoking] = createSignal<ApiKeyView | null>(null);
  const isReadOnly = () => tenant().status !== 'active';

  function close(): void {
    setIsCreating(false);
    setCreated(null);
  }
  async function revoke(key: ApiKeyView): Promise<void> {
    await revokeKey(tenant().id, key.id);
    keys.refresh();
    say(`${key.name} is revoked.`);
  }

  return (
    <Page
      title="API keys"
      hint="A key says which shop is speaking. One that may only read can stand in a web page; one that may write stays on a server."
      actions={
        <Button look="primary" disabled={isReadOnly()} onClick={() => setIsCreating(true)}>
          Create a key
        </Button>
      }
    >
      <Loaded query={keys}>
        {(answer) => (
          <Card title={`${answer().data.length} of ${answer().meta.limit} active keys`}>
            <Show
              when={answer().data.length > 0}
              fallback={
                <Empty title="No key yet">
                  <p>Without a key no event comes in and no recommendation goes out. Create the first one.</p>
                </Empty>
              }
            >
              <KeyTable
                keys={answer().data}
                timeZone={tenant().config.timeZone}
                isReadOnly={isReadOnly()}
                onRevoke={setRevoking}
              />
            </Show>
          </Card>
        )}
      </Loaded>
      <Dialog
        isOpen={isCreating()}
        onClose={close}
        title={created() === null ? 'Create a key' : 'Your new key'}
        isHeld={created() !== null}
      >
        <Show
          when={created()}
          fallback={
            <CreateKey
              tenantId={tenant().id}
              onCreated={(key) => {
                setCreated(key);
                keys.refresh();
              }}
            />
          }
        >
          {(key) => <NewKey created={key()} onClose={close} />}
        </Show>
      </Dialog>
      <Show when={revoking()}>
        {(key) => (
          <ConfirmByName
            isOpen
            onClose={() => setRevoking(null)}
            title={`Revoke ${key().name}?`}
            name={key().name}
            action="Revoke the key"
            onConfirm={() => revoke(key())}
          >
            <p>
              Whoever uses {key().keyPrefix}… is refused within a second: widgets stay empty, and events of that server
              are lost until it has another key. A revoked key cannot be brought back.
            </p>
          </ConfirmByName>
        )}
      </Show>
    </Page>
  );
}
