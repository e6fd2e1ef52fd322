/** How what a tenant has for a placement is found. A tenant's id is as long as any other, so that no two names are the same. */
export const nameOfPlacement = (tenantId: string, placementId: string): string => `${tenantId} ${placementId}`;
