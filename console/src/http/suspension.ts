import { createSignal } from 'solid-js';
import { ApiProblem } from '#console/http/problem.ts';

/** How the API says to programs that a tenant is suspended, with the request that ends it. */
const told = /^Tenant suspended:/;

/** Whether a change was refused because its tenant is suspended. */
export const isSuspension = (error: unknown): boolean => error instanceof ApiProblem && told.test(error.message);

const [suspensions, setSuspensions] = createSignal(0);

/** How often that has happened since the page was opened: what has shown a tenant as active is wrong when it grows. */
export { suspensions };

/** Counts it, if it is one. */
export function noteSuspension(error: unknown): void {
  if (isSuspension(error)) setSuspensions((before) => before + 1);
}
