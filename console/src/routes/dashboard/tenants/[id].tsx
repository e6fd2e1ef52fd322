import { type RouteSectionProps, useParams } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { Loaded } from '#console/components/loaded.tsx';
import { TenantContext } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readTenant } from '#console/queries/tenants.ts';

/** Everything of one tenant: its pages find it by `useTenant`. Another tenant has pages of its own, so that none is left reading the one before. */
export default function OfTenant(props: RouteSectionProps) {
  const params = useParams<{ id: string }>();
  return (
    <Show when={params.id} keyed>
      {(id) => <Pages id={id}>{props.children}</Pages>}
    </Show>
  );
}

function Pages(props: { id: string; children: JSX.Element }) {
  const query = createLiveQuery(
    () => props.id,
    async (id, signal) => (await readTenant(id, signal)).data,
  );
  return (
    <Loaded query={query}>
      {(tenant) => (
        <TenantContext.Provider
          value={{ tenant, isReadOnly: () => tenant().status === 'suspended', refresh: query.refresh }}
        >
          <Show when={tenant().status === 'suspended'}>
            <p class="mx-auto mb-6 max-w-6xl rounded-md bg-ochre-soft px-4 py-3 text-sm text-ochre">
              {tenant().name} is suspended: its keys answer 403, and nothing here can be changed until it is
              reactivated.
            </p>
          </Show>
          {props.children}
        </TenantContext.Provider>
      )}
    </Loaded>
  );
}
