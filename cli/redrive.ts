import type { Config } from '#runtime/config/settings.ts';
import { signAccessToken } from '#runtime/http/access-token.ts';
import { maxRedrive, type RedriveResult } from '#schemas/http/dead-letters.ts';
import { type OwnedLetter, readOwners } from '#stores/dead-letters/read-owners.ts';
import { askServer } from './ask-server.ts';
import { RefusedRequest } from './refused-request.ts';
import { openRunningDatabase } from './running-parts.ts';

export type Redriven = { redriven: string[]; skipped: string[] };

/** How long the token is valid: longer than a re-drive of all letters takes. */
const tokenSeconds = 600;

/**
 * Puts dead letters back onto their topic, each once. It asks the server to do it, since only the server's process writes the log. A person who can
 * read the secrets of the data folder may act for the tenants' admins. A letter is skipped if it is unknown, was re-driven before, or belongs to
 * no active tenant.
 */
export async function redrive(config: Config, url: string, ids: readonly string[]): Promise<Redriven> {
  const owned = await ownersOf(config, ids);
  const redriven: string[] = [];
  for (const letters of Map.groupBy(owned, ({ tenantId }) => tenantId).values()) {
    const { tenantId, adminId } = letters[0] as OwnedLetter;
    const token = signAccessToken(config.jwtSecret, { adminId, role: 'admin' }, tokenSeconds);
    for (let from = 0; from < letters.length; from += maxRedrive) {
      const deadLetterIds = letters.slice(from, from + maxRedrive).map(({ id }) => id);
      const response = await askServer(url, `/api/v1/tenants/${tenantId}/dead-letters/redrive`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ deadLetterIds }),
      });
      const text = await response.text();
      if (!response.ok) throw new RefusedRequest(response.status, text);
      redriven.push(...(JSON.parse(text) as { data: RedriveResult }).data.redriven);
    }
  }
  return { redriven, skipped: ids.filter((id) => !redriven.includes(id)) };
}

async function ownersOf(config: Config, ids: readonly string[]): Promise<OwnedLetter[]> {
  const database = openRunningDatabase(config, 'postgres');
  try {
    return await readOwners(database, ids);
  } finally {
    await database.close();
  }
}
