import { ask, askForResponse } from '#console/http/ask.ts';
import { ApiProblem } from '#console/http/problem.ts';
import type { Tenant } from '#console/queries/tenants.ts';

/** What a name of a sender's is taken as, as the settings of a shop have it. */
export type EventName = Tenant['config']['eventNames'][number];

/** How often the list is laid over what others have saved meanwhile. */
const maxTries = 5;

/** Takes events of a name as a type from now on, or with `ignore` leaves them out; null undoes it. Returns what the name was taken as before, null if as nothing. Other names stay as they are, also those that somebody sets in the same moment. */
export async function takeNameAs(
  tenantId: string,
  name: string,
  takenAs: EventName['takenAs'] | null,
): Promise<EventName['takenAs'] | null> {
  const path = `/api/v1/tenants/${tenantId}`;
  for (let tries = 1; ; tries += 1) {
    const seen = await askForResponse('GET', path);
    const { data }: { data: Tenant } = await seen.json();
    const names = data.config.eventNames;
    const others = names.filter((one) => one.name !== name);
    const eventNames = takenAs === null ? others : [...others, { name, takenAs }];
    try {
      const headers = { 'if-match': seen.headers.get('etag') ?? '*' };
      await ask('PUT', path, { body: { config: { eventNames } }, headers });
      return names.find((one) => one.name === name)?.takenAs ?? null;
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 412) || tries === maxTries) throw error;
    }
  }
}
