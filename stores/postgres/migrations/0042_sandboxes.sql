-- A tenant that was made as a fork of another, to try things on: of whom, by which settings, and up to which positions of the log; null for any other tenant.
ALTER TABLE tenants ADD COLUMN sandbox jsonb;
