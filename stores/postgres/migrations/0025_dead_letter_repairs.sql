-- What an admin made of a dead letter: the record that goes back onto the topic in place of the letter's own bytes, which stay as they are.
ALTER TABLE dead_letters
  ADD COLUMN repaired_key   text,
  ADD COLUMN repaired_value bytea,
  ADD COLUMN repaired_by    uuid,
  ADD COLUMN repaired_at    timestamptz;
GRANT UPDATE (repaired_key, repaired_value, repaired_by, repaired_at) ON dead_letters TO api;
