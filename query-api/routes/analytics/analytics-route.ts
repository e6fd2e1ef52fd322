/** What all routes of analytics have in common. */
export const analyticsRoute = { method: 'GET', auth: 'admin', limit: 'none', tag: 'Analytics' } as const;
export const ofTenant = '/api/v1/tenants/:id/analytics';
