import { askServer } from '../ask-server.ts';
import { RefusedRequest } from '../refused-request.ts';
import type { Sender } from './send-events.ts';

/** Erases these shoppers from the space of the sender's key: what was sent of them before still counts, and leaves the models. An erasure that is sent twice erases once. Throws `RefusedRequest` or the reason of the sender's signal. */
export async function sendErasures(sender: Sender, tenantId: string, userIds: Iterable<string>): Promise<void> {
  for (const userId of userIds) {
    const response = await askServer(sender.url, `/api/v1/tenants/${tenantId}/users/${encodeURIComponent(userId)}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${sender.key}` },
      signal: sender.signal ?? null,
    });
    const text = await response.text();
    if (!response.ok) throw new RefusedRequest(response.status, text);
  }
}
