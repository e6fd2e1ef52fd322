-- Retention: months of raw events become files, and then go.

-- `archiving`: it takes no more rows, which are still here; `archived`: its rows are in a file. A restored month is archived, and has
-- its partition back until the next run of retention.
ALTER TABLE event_months DROP CONSTRAINT event_months_state_check;
ALTER TABLE event_months ADD CONSTRAINT event_months_state_check CHECK (state IN ('open', 'archiving', 'archived'));
ALTER TABLE event_months ADD COLUMN archived_rows bigint;
ALTER TABLE event_months ADD COLUMN last_arrival timestamptz;  -- newest received_at of the rows that were archived

-- When a daily chore was last done with.
CREATE TABLE chores (
  name   text PRIMARY KEY,
  ran_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON chores TO processor, api;

-- Erasures that the archives have still to follow. This is the one place that names an erased shopper, for a day at most.
CREATE TABLE archive_erasures (
  erasure   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope     integer NOT NULL,
  user_id   text NOT NULL,
  pseudonym text NOT NULL
);
ALTER TABLE archive_erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE archive_erasures FORCE ROW LEVEL SECURITY;
CREATE POLICY processor_all ON archive_erasures TO processor USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON archive_erasures TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON archive_erasures TO %I USING (true) WITH CHECK (true)', current_user);
END $$;

CREATE FUNCTION month_table(first date) RETURNS text LANGUAGE sql STABLE
  RETURN 'events_' || to_char(first::timestamp, 'YYYY_MM');

-- Holds every other writer off a month until the end of the transaction. False where it has no partition.
CREATE FUNCTION lock_month(first date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF to_regclass(month_table(first)) IS NULL THEN RETURN false; END IF;
  PERFORM set_config('lock_timeout', '5s', true);
  EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', month_table(first));
  RETURN true;
END $$;

-- Readers and writers of all months wait for it, and it for them: no longer than the timeout.
CREATE FUNCTION drop_month(first date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM event_months WHERE month = first AND state = 'archived') THEN
    RAISE EXCEPTION 'month % is not archived', first;
  END IF;
  PERFORM set_config('lock_timeout', '2s', true);
  EXECUTE format('ALTER TABLE events DETACH PARTITION %I', month_table(first));
  EXECUTE format('DROP TABLE %I', month_table(first));
END $$;

-- A table for the rows of an archived month, beside `events` until it is attached, in one transaction.
CREATE FUNCTION create_month_aside(first date) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM event_months WHERE month = first AND state = 'archived') THEN
    RAISE EXCEPTION 'month % is not archived', first;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', month_table(first));
  EXECUTE format('GRANT INSERT ON %I TO processor', month_table(first));
  RETURN month_table(first);
END $$;
CREATE FUNCTION attach_month(first date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  EXECUTE format('REVOKE ALL ON %I FROM processor', month_table(first));
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', month_table(first),
                 first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
END $$;
REVOKE ALL ON FUNCTION lock_month(date), drop_month(date), create_month_aside(date), attach_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_month(date), drop_month(date), create_month_aside(date), attach_month(date) TO processor;
