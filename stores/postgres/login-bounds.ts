import type { Database } from './database.ts';

/** What decides whether row-level security binds a login, read as that login. */
export type LoginBounds = {
  login: string;
  isSuperuser: boolean;
  bypassesRls: boolean;
  /** Null if the database has no tables of ours. Policies do not bind the owner of a table, nor a role that inherits from the owner. */
  actsAsOwner: boolean | null;
};

export const loginBoundsSql = `
  SELECT current_user AS login, rolsuper AS "isSuperuser", rolbypassrls AS "bypassesRls",
         (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('public.events')) AS "actsAsOwner"
  FROM pg_roles WHERE rolname = current_user`;

/** Returns the bounds of the login that this connection uses; null if the server does not list it. */
export async function readOwnBounds(database: Database): Promise<LoginBounds | null> {
  return (await database.query<LoginBounds>(loginBoundsSql)).rows[0] ?? null;
}

/** Returns what is wrong with a login of the services and what to do, or null if row-level security binds it. */
export function judgeBounds({ login, isSuperuser, bypassesRls, actsAsOwner }: LoginBounds): string | null {
  if (isSuperuser)
    return `${login} is a superuser, whom row-level security does not bind: ALTER ROLE ${login} NOSUPERUSER`;
  if (bypassesRls) return `${login} has BYPASSRLS, so that tenants are not kept apart: ALTER ROLE ${login} NOBYPASSRLS`;
  if (actsAsOwner === null) return `${login} finds no tables: is it the same database as the owner's?`;
  if (actsAsOwner)
    return `${login} owns the tables or is a member of their owner, whom row-level security does not bind: revoke that`;
  return null;
}
