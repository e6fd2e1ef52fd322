import type { ApiKey } from '#domain/access/tenant.ts';
import type { ControlKind } from './control-kind.ts';

/** A key with the HMAC of its text, in hex; the text itself is not stored. */
export type HeldKey = ApiKey & { hmac: string };

/** Active keys of tenants that are not deleted, by id and by their HMAC. */
export const keyKind: ControlKind<HeldKey> = {
  subject: 'api_key',
  view: 'api_keys_in_force',
  idColumn: 'key_id',
  columns: `key_id AS "keyId", tenant_id AS "tenantId", scope, space, permissions, reads_per_minute AS "readsPerMinute",
    writes_per_minute AS "writesPerMinute", encode(key_hmac, 'hex') AS hmac`,
  toItem: (row) => row,
  idOf: ({ keyId }) => keyId,
  namesOf: ({ hmac }) => [hmac],
};
