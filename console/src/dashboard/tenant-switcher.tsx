import { useNavigate, useParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Menu } from '#console/components/menu.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listTenants } from '#console/queries/tenants.ts';
import { session } from '#console/session/session.ts';

/** Says whose pages these are, and leads to those of another tenant. Nothing is shown before there is a tenant. */
export function TenantSwitcher() {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  // The id of the open tenant is part of the question, so that one that was just made is in the list.
  const tenants = createLiveQuery(
    () => (session() == null ? null : (params.id ?? '')),
    async (_, signal) => (await listTenants(0, signal)).data,
  );
  const current = () => tenants.answer()?.find(({ id }) => id === params.id);
  return (
    <Show
      when={(tenants.answer()?.length ?? 0) > 0}
      // Keeps its place, so that the entries below do not move when it comes.
      fallback={tenants.answer() === undefined && params.id !== undefined ? <div class="min-h-11" /> : null}
    >
      <Menu
        label={current()?.name ?? 'Choose a tenant'}
        icon="m5 6.5 3-3 3 3M5 9.5l3 3 3-3"
        triggerClass="min-h-11 w-full justify-between border border-line bg-card px-3 text-left font-medium hover:border-edge"
        class="max-h-96 w-60 overflow-y-auto"
        sections={[
          {
            kind: 'acts',
            acts: (tenants.answer() ?? []).map(({ id, name }) => ({
              text: name,
              onSelect: () => navigate(tenantPath(id)),
            })),
          },
        ]}
      />
    </Show>
  );
}
