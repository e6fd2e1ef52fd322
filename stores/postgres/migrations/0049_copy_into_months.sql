-- The loader writes by COPY into the tables of open months, since row-level security refuses COPY into `events`. `processor` may insert any row into `events` anyway.
DO $$
DECLARE
  first date;
BEGIN
  FOR first IN SELECT month FROM event_months WHERE state = 'open' LOOP
    EXECUTE format('GRANT INSERT ON %I TO processor', month_table(first));
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION ensure_month(at timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', at AT TIME ZONE 'UTC')::date;
  known text;
BEGIN
  SELECT state INTO known FROM event_months WHERE month = first;
  IF known IS NOT NULL THEN RETURN known = 'open'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_month'));
  SELECT state INTO known FROM event_months WHERE month = first;
  IF known IS NOT NULL THEN RETURN known = 'open'; END IF;
  PERFORM set_config('lock_timeout', '5s', true);
  EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', month_table(first));
  EXECUTE format('GRANT INSERT ON %I TO processor', month_table(first));
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', month_table(first),
                 first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
  INSERT INTO event_months (month) VALUES (first);
  RETURN true;
END $$;
