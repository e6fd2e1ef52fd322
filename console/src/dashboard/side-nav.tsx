import { A, useParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { accountNav, type NavEntry, tenantNav, tenantPath } from '#console/dashboard/nav.ts';
import { TenantSwitcher } from '#console/dashboard/tenant-switcher.tsx';

/** Where one can go: to all tenants, and within the tenant whose page this is. In a dialog the tenants unfold in their place. */
export function SideNav(props: { isInDialog?: boolean }) {
  const params = useParams<{ id?: string }>();
  return (
    <nav aria-label="Dashboard" class="mt-5 flex flex-1 flex-col gap-5">
      <Entries base="/dashboard" entries={accountNav} />
      <TenantSwitcher unfolds={props.isInDialog === true} />
      <Show when={params.id}>
        {(id) => (
          <For each={tenantNav.filter(({ entries }) => entries.length > 0)}>
            {(section) => (
              <div>
                <p class="mb-1 px-3 text-xs font-medium tracking-wide text-faint uppercase">{section.title}</p>
                <Entries base={tenantPath(id())} entries={section.entries} />
              </div>
            )}
          </For>
        )}
      </Show>
    </nav>
  );
}

function Entries(props: { base: string; entries: readonly NavEntry[] }) {
  return (
    <ul class="space-y-0.5">
      <For each={props.entries}>
        {({ label, path }) => (
          <li>
            <A
              href={`${props.base}${path}`}
              end={path === '' || path === '/tenants'}
              class="flex min-h-10 items-center rounded-md px-3 text-sm lg:min-h-8"
              activeClass="bg-pine-soft font-medium text-pine"
              inactiveClass="text-soft hover:bg-sunken hover:text-ink"
            >
              {label}
            </A>
          </li>
        )}
      </For>
    </ul>
  );
}
