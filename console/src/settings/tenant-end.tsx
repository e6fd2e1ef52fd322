import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { ConfirmByName } from '#console/components/confirm-by-name.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { changeTenant, deleteTenant } from '#console/queries/tenants.ts';

/** Suspends, reactivates and deletes a tenant. What stops its widgets wants its name typed. */
export function TenantEnd() {
  const { tenant, refresh } = useTenant();
  const navigate = useNavigate();
  const [asking, setAsking] = createSignal<'suspend' | 'delete' | null>(null);

  async function setStatus(status: 'active' | 'suspended'): Promise<void> {
    await changeTenant(tenant().id, { status });
    refresh();
    say(`${tenant().name} is ${status}.`);
  }
  async function remove(): Promise<void> {
    const { id, name } = tenant();
    await deleteTenant(id);
    say(`${name} is deleted.`);
    navigate('/dashboard/tenants', { replace: true });
  }
  return (
    <Card title="Stop the shop" hint="What is suspended can be reactivated; what is deleted cannot be brought back.">
      <div class="flex flex-wrap gap-3">
        <Show
          when={tenant().status === 'active'}
          fallback={<Button onClick={() => attempt(() => setStatus('active'))}>Reactivate the tenant</Button>}
        >
          <Button onClick={() => setAsking('suspend')}>Suspend the tenant</Button>
        </Show>
        <Button look="danger" onClick={() => setAsking('delete')}>
          Delete the tenant
        </Button>
      </div>
      <ConfirmByName
        isOpen={asking() === 'suspend'}
        onClose={() => setAsking(null)}
        title={`Suspend ${tenant().name}?`}
        name={tenant().name}
        action="Suspend it"
        onConfirm={() => setStatus('suspended')}
      >
        <p>
          Each of its keys answers 403 within a second: widgets stay empty and events are refused. Nothing is deleted,
          and it can be reactivated here at any time.
        </p>
      </ConfirmByName>
      <ConfirmByName
        isOpen={asking() === 'delete'}
        onClose={() => setAsking(null)}
        title={`Delete ${tenant().name}?`}
        name={tenant().name}
        action="Delete it"
        onConfirm={remove}
      >
        <p>
          Its keys stop working at once, and it leaves this console. Its events, catalog, experiments and numbers are
          destroyed 30 days later.
        </p>
      </ConfirmByName>
    </Card>
  );
}
