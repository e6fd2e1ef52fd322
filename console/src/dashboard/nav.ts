export type NavEntry = {
  label: string;
  /** Below `/dashboard`, or below the tenant. */
  path: string;
};
export type NavSection = { title: string; entries: readonly NavEntry[] };

/** What concerns all tenants of the admin. An entry stands here once its page does. */
export const accountNav: readonly NavEntry[] = [
  { label: 'All tenants', path: '' },
  { label: 'Manage tenants', path: '/tenants' },
  { label: 'Your account', path: '/settings' },
];

/** The pages of one tenant, in the order in which a merchant needs them. An entry stands here once its page does: add a line with it. */
export const tenantNav: readonly NavSection[] = [
  {
    title: 'See',
    entries: [
      { label: 'Overview', path: '' },
      { label: 'Analytics', path: '/analytics' },
      { label: 'Experiments', path: '/experiments' },
      { label: 'Explain', path: '/explain' },
      { label: 'Events', path: '/events' },
    ],
  },
  {
    title: 'Change',
    entries: [
      { label: 'Widgets', path: '/widgets' },
      { label: 'Rules', path: '/rules' },
      { label: 'Catalog', path: '/catalog' },
    ],
  },
  {
    title: 'Operate',
    entries: [
      { label: 'API keys', path: '/api-keys' },
      { label: 'Dead letters', path: '/dead-letters' },
      { label: 'Replay', path: '/replay' },
      { label: 'Audit trail', path: '/audit' },
      { label: 'Settings', path: '/settings' },
    ],
  },
];

/** Where the pages of a tenant are. */
export const tenantPath = (tenantId: string): string => `/dashboard/tenants/${tenantId}`;
