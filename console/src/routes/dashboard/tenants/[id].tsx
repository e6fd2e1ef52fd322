import { type RouteSectionProps, useLocation, useParams } from '@solidjs/router';
import { createEffect, type JSX, on, Show } from 'solid-js';
import { ButtonLink } from '#console/components/button.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { TenantContext } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { isNothingThere } from '#console/http/problem.ts';
import { suspensions } from '#console/http/suspension.ts';
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

/** A tenant that is not there, or not any more since somebody has deleted it, is said once in place of its pages; each page that is gone to looks again, and so does one whose change was refused since the tenant is suspended. */
function Pages(props: { id: string; children: JSX.Element }) {
  const query = createLiveQuery(
    () => props.id,
    async (id, signal) => (await readTenant(id, signal)).data,
  );
  const location = useLocation();
  const isHere = () => location.pathname.startsWith(tenantPath(props.id));
  createEffect(
    on(
      () => location.pathname,
      () => isHere() && query.refresh(),
      { defer: true },
    ),
  );
  createEffect(on(suspensions, query.refresh, { defer: true }));
  return (
    <Show
      when={!isNothingThere(query.error())}
      fallback={
        <Page title="There is no such tenant" hint="It was deleted, or it is not yours.">
          <div>
            <ButtonLink href="/dashboard">All tenants</ButtonLink>
          </div>
        </Page>
      }
    >
      <Loaded query={query} isFrame>
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
    </Show>
  );
}
