-- Control data: who may do what. Versioned rows; every change is one transaction with its audit row and its number in control_log.

CREATE TABLE admins (
  admin_id      uuid PRIMARY KEY,
  email         text NOT NULL,
  password_hash text NOT NULL,                     -- bcrypt, cost 12
  role          text NOT NULL DEFAULT 'admin' CHECK (role IN ('admin', 'super_admin')),
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX admins_email ON admins (lower(email));

CREATE TABLE refresh_tokens (
  token_hash bytea PRIMARY KEY,                    -- SHA-256 of the token
  family     uuid NOT NULL,                        -- rotation keeps the family; reuse revokes all of it
  admin_id   uuid NOT NULL REFERENCES admins ON DELETE CASCADE,
  issued_at  timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  revoked_at timestamptz
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_admin ON refresh_tokens (admin_id);

-- Access tokens that were logged out before they ran out (Redis keeps this list where there is one).
CREATE TABLE revoked_access_tokens (
  jti        uuid PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

CREATE TABLE tenants (
  tenant_id  uuid PRIMARY KEY,
  admin_id   uuid NOT NULL REFERENCES admins,      -- its owner
  name       text NOT NULL,
  status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'deleted')),
  config     jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX tenants_admin ON tenants (admin_id);

-- Tenant and space together as one small integer, in tables, records and models.
CREATE TABLE scopes (
  scope     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants,
  space     text NOT NULL CHECK (space IN ('live', 'test')),
  UNIQUE (tenant_id, space)
);

CREATE TABLE api_keys (
  key_id       uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL REFERENCES tenants,
  scope        integer NOT NULL REFERENCES scopes,
  name         text NOT NULL,
  key_hmac     bytea NOT NULL UNIQUE,              -- HMAC-SHA256 under API_KEY_HMAC_SECRET; the key itself is never stored
  key_prefix   text NOT NULL,                      -- for display: rk_live_ and 4 characters
  permissions  text NOT NULL CHECK (permissions IN ('read', 'read_write')),
  space        text NOT NULL CHECK (space IN ('live', 'test')),
  reads_per_minute  integer NOT NULL DEFAULT 1000,
  writes_per_minute integer NOT NULL DEFAULT 500,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX api_keys_tenant ON api_keys (tenant_id);

-- Every process polls this each 500 ms; NOTIFY is only a hint.
CREATE TABLE control_log (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject    text NOT NULL,                        -- 'tenant' | 'api_key' | 'projection'
  subject_id text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit_log (
  audit_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id  uuid,
  admin_id   uuid,
  action     text NOT NULL,                        -- 'tenant.created', 'api_key.revoked', …
  subject_id text NOT NULL,
  detail     jsonb NOT NULL DEFAULT '{}',
  address    text,
  at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_tenant ON audit_log (tenant_id, at DESC);

CREATE TABLE idempotency_keys (
  admin_id   uuid NOT NULL,
  key        text NOT NULL,
  request_hash bytea NOT NULL,
  status     smallint,
  body       jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (admin_id, key)
);
