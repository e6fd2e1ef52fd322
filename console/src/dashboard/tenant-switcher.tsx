import { A, useNavigate, useParams } from '@solidjs/router';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { Menu } from '#console/components/menu.tsx';
import { MenuFace, menuTrigger } from '#console/components/menu-face.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listAllTenants, type Tenant } from '#console/queries/tenants.ts';
import { session } from '#console/session/session.ts';

const icon = 'm5 6.5 3-3 3 3M5 9.5l3 3 3-3';
const trigger =
  'min-h-11 w-full justify-between border border-line bg-card px-3 text-left font-medium hover:border-edge';

/** Says whose pages these are, and leads to those of another tenant: by a menu, or with `unfolds` by links below it. Nothing is shown before there is a tenant. */
export function TenantSwitcher(props: { unfolds: boolean }) {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  // The id of the open tenant is part of the question, so that one that was just made is in the list.
  const tenants = createLiveQuery(
    () => (session() == null ? null : (params.id ?? '')),
    (_, signal) => listAllTenants(signal),
  );
  const label = () => tenants.answer()?.find(({ id }) => id === params.id)?.name ?? 'Choose a tenant';
  return (
    <Show
      when={(tenants.answer()?.length ?? 0) > 0}
      // Keeps its place, so that the entries below do not move when it comes.
      fallback={tenants.answer() === undefined && params.id !== undefined ? <div class="min-h-11" /> : null}
    >
      <Show
        when={props.unfolds}
        fallback={
          <Menu
            label={label()}
            icon={icon}
            triggerClass={trigger}
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
        }
      >
        <Unfolding label={label()} tenants={tenants.answer() ?? []} />
      </Show>
    </Show>
  );
}

function Unfolding(props: { label: string; tenants: readonly Tenant[] }) {
  const [isOpen, setIsOpen] = createSignal(false);
  const listId = createUniqueId();
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen()}
        aria-controls={listId}
        class={menuTrigger({ triggerClass: trigger })}
        onClick={() => setIsOpen((before) => !before)}
      >
        <MenuFace label={props.label} icon={icon} />
      </button>
      <ul id={listId} hidden={!isOpen()} aria-label="Tenants" class="mt-1 space-y-0.5">
        <For each={props.tenants}>
          {({ id, name }) => (
            <li>
              <A
                href={tenantPath(id)}
                class="flex min-h-10 items-center rounded-md px-3 text-sm"
                activeClass="font-medium text-pine"
                inactiveClass="text-soft hover:bg-sunken hover:text-ink"
              >
                <span class="min-w-0 truncate">{name}</span>
              </A>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
