import { type RouteSectionProps, useParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Loaded } from '#console/components/loaded.tsx';
import { TenantContext } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readTenant } from '#console/queries/tenants.ts';

/** Everything of one tenant: its pages find it by `useTenant`. */
export default function OfTenant(props: RouteSectionProps) {
  const params = useParams<{ id: string }>();
  const query = createLiveQuery(
    () => params.id,
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
