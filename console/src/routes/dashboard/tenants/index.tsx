import { A, useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { usable } from '#console/address/address-faults.ts';
import { oneOf } from '#console/address/taken.ts';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { ConfirmByName } from '#console/components/confirm-by-name.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Field, SelectField } from '#console/components/field.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Table } from '#console/components/table.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { CreateTenant } from '#console/dashboard/create-tenant.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { TenantBadge } from '#console/dashboard/tenant-badge.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { changeTenant, deleteTenant, listAllTenants, type Tenant } from '#console/queries/tenants.ts';

/** What its address may ask for. */
const takes = { status: oneOf('active', 'suspended') };

/** Makes, suspends, reactivates and deletes tenants. */
export default function ManageTenants() {
  const [search, setSearch] = useSearchParams<{ q?: string; status?: string }>();
  const wanted = () => usable(search.status, takes.status);
  const tenants = createLiveQuery(
    () => 'all',
    (_, signal) => listAllTenants(signal),
  );
  const [isCreating, setIsCreating] = createSignal(false);
  const [deleting, setDeleting] = createSignal<Tenant | null>(null);
  const found = () =>
    (tenants.answer() ?? []).filter(
      ({ name, status }) =>
        name.toLowerCase().includes((search.q ?? '').toLowerCase()) && (wanted() === undefined || status === wanted()),
    );

  async function setStatus(tenant: Tenant, status: 'active' | 'suspended', canUndo = true): Promise<void> {
    await changeTenant(tenant.id, { status });
    tenants.refresh();
    const undo = () => setStatus(tenant, status === 'active' ? 'suspended' : 'active', false);
    say(`${tenant.name} is ${status}.`, canUndo ? undo : undefined);
  }
  async function remove(tenant: Tenant): Promise<void> {
    await deleteTenant(tenant.id);
    tenants.refresh();
    say(`${tenant.name} is deleted.`);
  }

  return (
    <Page
      title="Manage tenants"
      takes={takes}
      hint="Each tenant is a shop with its own catalog, keys and numbers."
      actions={
        <Button look="primary" onClick={() => setIsCreating(true)}>
          Create a tenant
        </Button>
      }
    >
      <Card>
        <search class="mb-4 grid gap-4 sm:grid-cols-[1fr_12rem]">
          <Field
            label="Search"
            keyName="/"
            name="q"
            type="search"
            value={search.q ?? ''}
            onInput={(event) => setSearch({ q: event.currentTarget.value || undefined }, { replace: true })}
          />
          <SelectField
            label="Status"
            name="status"
            value={wanted() ?? ''}
            onChange={(event) => setSearch({ status: event.currentTarget.value || undefined })}
          >
            <option value="">Any</option>
            <option value="active">Active</option>
            <option value="suspended">Suspended</option>
          </SelectField>
        </search>
        <Loaded query={tenants}>
          {(all) => (
            <Show
              when={found().length > 0}
              fallback={
                all().length === 0 ? (
                  <Empty title="You have no tenant yet">
                    <p>Create the first one: it takes a name.</p>
                  </Empty>
                ) : (
                  <Empty
                    title="No tenant is like that"
                    onClear={() => setSearch({ q: undefined, status: undefined })}
                  />
                )
              }
            >
              <Table
                caption="Tenants"
                rows={found()}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Name',
                    cell: (tenant) => (
                      <A href={tenantPath(tenant.id)} class="font-medium text-pine underline-offset-4 hover:underline">
                        {tenant.name}
                      </A>
                    ),
                  },
                  { title: 'Status', cell: (tenant) => <TenantBadge status={tenant.status} /> },
                  { title: 'Created', cell: (tenant) => tenant.createdAt.slice(0, 10) },
                  {
                    title: 'Actions',
                    cell: (tenant) => (
                      <div class="flex flex-wrap gap-1">
                        <Show
                          when={tenant.status === 'active'}
                          fallback={
                            <Button look="bare" isSmall onClick={() => attempt(() => setStatus(tenant, 'active'))}>
                              Reactivate
                            </Button>
                          }
                        >
                          <Button look="bare" isSmall onClick={() => attempt(() => setStatus(tenant, 'suspended'))}>
                            Suspend
                          </Button>
                        </Show>
                        <Button look="bare" isSmall onClick={() => setDeleting(tenant)}>
                          Delete
                        </Button>
                      </div>
                    ),
                  },
                ]}
              />
            </Show>
          )}
        </Loaded>
      </Card>
      <Dialog isOpen={isCreating()} onClose={() => setIsCreating(false)} title="Create a tenant">
        <CreateTenant />
      </Dialog>
      <Show when={deleting()}>
        {(tenant) => (
          <ConfirmByName
            isOpen
            onClose={() => setDeleting(null)}
            title={`Delete ${tenant().name}?`}
            name={tenant().name}
            action="Delete the tenant"
            onConfirm={() => remove(tenant())}
          >
            <p>
              Its keys stop working at once, and it leaves this console. Its events, catalog, experiments and numbers
              are destroyed 30 days later.
            </p>
          </ConfirmByName>
        )}
      </Show>
    </Page>
  );
}
