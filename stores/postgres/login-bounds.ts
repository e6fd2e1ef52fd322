import type { Database } from './database.ts';

/** What keeps a login within row-level security, asked as that login. */
export type LoginBounds = {
  login: string;
  isSuperuser: boolean;
  bypassesRls: boolean;
  /** Null where the database has no tables of ours. An owner of tables, and whoever inherits from one, is not bound by their policies. */
  actsAsOwner: boolean | null;
};

export const loginBoundsSql = `
  SELECT current_user AS login, rolsuper AS "isSuperuser", rolbypassrls AS "bypassesRls",
         (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('public.events')) AS "actsAsOwner"
  FROM pg_roles WHERE rolname = current_user`;

/** The bounds of the login that this database is asked by; null where nobody knows it. */
export async function readOwnBounds(database: Database): Promise<LoginBounds | null> {
  return (await database.query<LoginBounds>(loginBoundsSql)).rows[0] ?? null;
}

/** What is wrong with a login of the services and what to do, or null where row-level security binds it. */
export function judgeBounds({ login, isSuperuser, bypassesRls, actsAsOwner }: LoginBounds): string | null {
  if (isSuperuser)
    return `${login} is a superuser, whom row-level security does not bind: ALTER ROLE ${login} NOSUPERUSER`;
  if (bypassesRls) return `${login} has BYPASSRLS, so that tenants are not kept apart: ALTER ROLE ${login} NOBYPASSRLS`;
  if (actsAsOwner === null) return `${login} finds no tables: is it the same database as the owner's?`;
  if (actsAsOwner)
    return `${login} owns the tables or is a member of their owner, whom row-level security does not bind: revoke that`;
  return null;
}
