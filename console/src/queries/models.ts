import { type Answer, ask } from '#console/http/ask.ts';
import type { BusyHour, BusyHoursMeta, ModelAge } from '#schemas/http/models.ts';

/** How fresh the models are from which a tenant's shoppers are answered. */
export const readModelAge = (id: string, signal?: AbortSignal): Promise<Answer<ModelAge>> =>
  ask('GET', `/api/v1/tenants/${id}/models`, { signal });

/** The busiest hours of shoppers, and whether trends leave them out. */
export const readBusyHours = (id: string, signal?: AbortSignal): Promise<Answer<BusyHour[], BusyHoursMeta>> =>
  ask('GET', `/api/v1/tenants/${id}/busy-hours?limit=10`, { signal });
