import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { useNavigate, useParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
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
    <Show when={(tenants.answer()?.length ?? 0) > 0}>
      <DropdownMenu>
        <DropdownMenu.Trigger class="flex min-h-11 w-full items-center justify-between gap-2 rounded-md border border-line bg-card px-3 text-left text-sm hover:border-edge">
          <span class="min-w-0 truncate font-medium">{current()?.name ?? 'Choose a tenant'}</span>
          <svg
            aria-hidden="true"
            viewBox="0 0 16 16"
            class="size-4 shrink-0 text-soft"
            fill="none"
            stroke="currentColor"
            stroke-width="1.6"
          >
            <path d="m5 6.5 3-3 3 3M5 9.5l3 3 3-3" />
          </svg>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content class="z-60 max-h-96 w-60 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float outline-none">
            <For each={tenants.answer()}>
              {(tenant) => (
                <DropdownMenu.Item
                  class="cursor-pointer truncate rounded-sm px-3 py-2 text-sm outline-none data-highlighted:bg-pine-soft data-highlighted:text-pine"
                  onSelect={() => navigate(tenantPath(tenant.id))}
                >
                  {tenant.name}
                </DropdownMenu.Item>
              )}
            </For>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu>
    </Show>
  );
}
