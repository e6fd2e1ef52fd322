import { type Accessor, createContext, useContext } from 'solid-js';
import type { Tenant } from '#console/queries/tenants.ts';

/** The tenant whose pages these are, and how to read it anew after a change. */
export type OpenTenant = {
  tenant: Accessor<Tenant>;
  /** Nothing of a suspended tenant can be changed: `<Changes>` disables what would. */
  isReadOnly: Accessor<boolean>;
  refresh: () => void;
};

export const TenantContext = createContext<OpenTenant>();

/** Returns the tenant around. Only pages below `/dashboard/tenants/:id` have one. */
export function useTenant(): OpenTenant {
  const open = useContext(TenantContext);
  if (open === undefined) throw new Error('this page belongs to no tenant');
  return open;
}
