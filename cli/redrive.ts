import type { Config } from '#runtime/config/settings.ts';
import { signAccessToken } from '#runtime/http/access-token.ts';
import { maxRedrive, type RedriveResult } from '#schemas/http/dead-letters.ts';
import { askServer } from './ask-server.ts';
import { openRunningDatabase } from './running-parts.ts';

export type Redriven = { redriven: string[]; skipped: string[] };

/** Longer than a re-drive of all its letters takes. */
const tokenSeconds = 600;

type Owned = { id: string; tenant_id: string; admin_id: string };

/**
 * Puts dead letters back onto their topic, each once, through the API: only its process writes the log. Who can read the secrets of
 * the data folder acts for the tenants' admins. Skipped is what is unknown, was re-driven before, or names no tenant.
 */
export async function redrive(config: Config, url: string, ids: readonly string[]): Promise<Redriven> {
  const owned = await ownersOf(config, ids);
  const redriven: string[] = [];
  for (const letters of Map.groupBy(owned, ({ tenant_id }) => tenant_id).values()) {
    const { tenant_id, admin_id } = letters[0] as Owned;
    const token = signAccessToken(config.jwtSecret, { adminId: admin_id, role: 'admin' }, tokenSeconds);
    for (let from = 0; from < letters.length; from += maxRedrive) {
      const deadLetterIds = letters.slice(from, from + maxRedrive).map(({ id }) => id);
      const response = await askServer(url, `/api/v1/tenants/${tenant_id}/dead-letters/redrive`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ deadLetterIds }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`the server answered ${response.status}: ${text}`);
      redriven.push(...(JSON.parse(text) as { data: RedriveResult }).data.redriven);
    }
  }
  return { redriven, skipped: ids.filter((id) => !redriven.includes(id)) };
}

async function ownersOf(config: Config, ids: readonly string[]): Promise<Owned[]> {
  const database = openRunningDatabase(config, 'postgres');
  try {
    const { rows } = await database.query<Owned>(
      `SELECT d.dead_letter_id::text AS id, t.tenant_id, t.admin_id FROM dead_letters d JOIN scopes s USING (scope) JOIN tenants t USING (tenant_id)
       WHERE d.dead_letter_id::text = ANY ($1) AND d.redriven_at IS NULL AND t.status = 'active' ORDER BY d.dead_letter_id`,
      [ids],
    );
    return rows;
  } finally {
    await database.close();
  }
}
