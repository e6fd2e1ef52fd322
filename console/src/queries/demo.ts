import { type Answer, ask } from '#console/http/ask.ts';
import type { DemoFilling } from '#schemas/http/demo.ts';

/** Makes the demo of this admin, or returns the one that is there. It is answered before it is full. */
export const makeDemo = (): Promise<Answer<DemoFilling>> => ask('POST', '/api/v1/tenants/demo');

/** How far a demo is filled. */
export const readDemo = (tenantId: string, signal?: AbortSignal): Promise<Answer<DemoFilling>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/demo`, { signal });
