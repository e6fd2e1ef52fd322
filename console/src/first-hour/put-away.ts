const nameOf = (tenantId: string) => `first-hour-hidden:${tenantId}`;

/** Whether the first hour of a tenant was put away in this browser. */
export const isPutAway = (tenantId: string): boolean => localStorage.getItem(nameOf(tenantId)) !== null;

/** Puts the first hour of a tenant away, for good in this browser. */
export const putAway = (tenantId: string): void => localStorage.setItem(nameOf(tenantId), 'yes');
