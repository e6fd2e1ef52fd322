-- The kept answers of an admin by age: the oldest go beyond so many, at each write with an Idempotency-Key.
CREATE INDEX idempotency_keys_kept ON idempotency_keys (admin_id, created_at) WHERE status IS NOT NULL;
