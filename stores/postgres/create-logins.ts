import pg from 'pg';

/** The two logins of the services. They own nothing, and row-level security binds them; the migrations say what they may do. */
export type LoginPasswords = { processor: string; api: string };

const insufficientPrivilege = '42501';

/**
 * Makes the logins `processor` and `api`, or gives them these passwords. If the owner may not do so, the logins
 * must be there already. Throws if one is missing, or is not bound by row-level security.
 */
export async function createLogins(client: pg.Client, passwords: LoginPasswords): Promise<void> {
  const { rows } = await client.query<{ is_super: boolean; may_create: boolean }>(
    'SELECT rolsuper AS is_super, rolcreaterole AS may_create FROM pg_roles WHERE rolname = current_user',
  );
  const owner = rows[0] ?? { is_super: false, may_create: false };
  for (const [login, password] of Object.entries(passwords)) {
    await createLogin(client, login, password, owner.is_super, owner.is_super || owner.may_create);
    await refuseUnbound(client, login);
  }
}

async function createLogin(
  client: pg.Client,
  login: string,
  password: string,
  isSuper: boolean,
  mayCreate: boolean,
): Promise<void> {
  const name = client.escapeIdentifier(login);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [login]);
  if (rowCount === 0 && !mayCreate)
    throw new Error(
      `the login ${login} is missing, and the owner of the database may not make it: give the owner CREATEROLE, or CREATE ROLE ${login} LOGIN PASSWORD '…' with the password of its URL`,
    );
  if (rowCount === 0) await client.query(`CREATE ROLE ${name}`);
  // Only a superuser may name attributes that only a superuser may change, even in the negative.
  const bounds = isSuper ? 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS' : '';
  try {
    await client.query(`ALTER ROLE ${name} LOGIN ${bounds} PASSWORD ${client.escapeLiteral(password)}`);
  } catch (error) {
    // Another role made this login and decides its password; whether ours is right shows when we log in.
    if (!(error instanceof pg.DatabaseError) || error.code !== insufficientPrivilege) throw error;
  }
}

async function refuseUnbound(client: pg.Client, login: string): Promise<void> {
  const { rowCount } = await client.query(
    'SELECT FROM pg_roles WHERE rolname = $1 AND (rolsuper OR rolbypassrls OR NOT rolcanlogin)',
    [login],
  );
  if (rowCount !== 0)
    throw new Error(
      `the login ${login} is a superuser, has BYPASSRLS or may not log in: ALTER ROLE ${login} LOGIN NOSUPERUSER NOBYPASSRLS`,
    );
}
