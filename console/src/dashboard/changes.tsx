import type { JSX } from 'solid-js';
import { useTenant } from '#console/dashboard/tenant-context.ts';

/** Holds what changes something of the tenant: all controls in it are disabled, and say why, while the tenant is suspended. */
export function Changes(props: { class?: string; children: JSX.Element }) {
  const { tenant, isReadOnly } = useTenant();
  return (
    <fieldset
      disabled={isReadOnly()}
      title={isReadOnly() ? `${tenant().name} is suspended: reactivate it to change anything.` : undefined}
      class={`min-w-0 ${props.class ?? ''}`}
    >
      {props.children}
    </fieldset>
  );
}
