-- Results of experiments: a row a user, and sums of them that results are judged by, so that a million users cost as much as ten.

CREATE TABLE experiment_users (
  version        integer NOT NULL,
  scope          integer NOT NULL,
  experiment_id  uuid NOT NULL,
  user_id        text NOT NULL,
  partition      smallint NOT NULL,
  variant        text NOT NULL,
  entered_at     timestamptz NOT NULL,             -- first answer of an arm, or first impression while it ran
  is_crossover   boolean NOT NULL,                 -- was served by both arms
  impressions    integer NOT NULL,
  clicks         integer NOT NULL,
  conversions    integer NOT NULL,
  revenue        numeric NOT NULL,                 -- in the tenant's currency
  activity       integer NOT NULL,                 -- weighted events in the 14 days before
  revenue_bucket smallint NOT NULL,                -- domain/experiments/statistics/winsorised.ts
  PRIMARY KEY (version, scope, experiment_id, user_id)
);
CREATE INDEX experiment_users_shopper ON experiment_users (scope, user_id);

-- `partition` is in the keys so that two loaders never touch one row.
CREATE TABLE experiment_sums (
  version        integer NOT NULL,
  scope          integer NOT NULL,
  experiment_id  uuid NOT NULL,
  variant        text NOT NULL,
  revenue_bucket smallint NOT NULL,
  partition      smallint NOT NULL,
  users          bigint NOT NULL,
  impressions    bigint NOT NULL,
  clicks         bigint NOT NULL,
  converted      bigint NOT NULL,
  conversions    bigint NOT NULL,
  revenue        numeric NOT NULL,
  impressions_squared bigint NOT NULL,
  clicks_squared bigint NOT NULL,
  impressions_clicks bigint NOT NULL,
  revenue_squared numeric NOT NULL,                -- whole 1/100,000,000 of the currency's unit, squared
  activity       bigint NOT NULL,
  activity_squared bigint NOT NULL,
  activity_impressions bigint NOT NULL,
  activity_clicks bigint NOT NULL,
  activity_converted bigint NOT NULL,
  activity_revenue numeric NOT NULL,
  PRIMARY KEY (version, scope, experiment_id, variant, revenue_bucket, partition)
) WITH (fillfactor = 70);

-- Users by the day of their entry (UTC).
CREATE TABLE experiment_days (
  version       integer NOT NULL,
  scope         integer NOT NULL,
  experiment_id uuid NOT NULL,
  day           date NOT NULL,
  variant       text NOT NULL,
  partition     smallint NOT NULL,
  users         bigint NOT NULL,
  crossovers    bigint NOT NULL,
  PRIMARY KEY (version, scope, experiment_id, day, variant, partition)
) WITH (fillfactor = 70);

-- Up to which start, pause or completion the rows of an experiment are settled.
CREATE TABLE experiment_steps_settled (
  version       integer NOT NULL,
  scope         integer NOT NULL,
  experiment_id uuid NOT NULL,
  partition     smallint NOT NULL,
  settled_at    timestamptz NOT NULL,
  PRIMARY KEY (version, scope, experiment_id)
);

-- What was said of an experiment: each decision and rule, when it was first shown.
CREATE TABLE experiment_verdicts (
  experiment_id uuid NOT NULL,
  scope         integer NOT NULL,
  decision      text NOT NULL,
  rule          text NOT NULL,
  verdict       text NOT NULL,                     -- in words
  shown_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (experiment_id, scope, decision, rule)
);

-- A/A replays: what was found when the users were split at random again and again.
CREATE TABLE experiment_replays (
  experiment_id uuid NOT NULL,
  scope         integer NOT NULL,
  replayed_at   timestamptz NOT NULL DEFAULT now(),
  users         bigint NOT NULL,
  runs          integer NOT NULL,
  false_positives jsonb NOT NULL,                  -- by metric: in how many runs p was below 0.05
  PRIMARY KEY (experiment_id, scope)
);

-- Up to when exposures were deleted by age: what began before is not recounted any more.
CREATE TABLE exposure_retention (dropped_before timestamptz NOT NULL);
GRANT SELECT, INSERT, UPDATE ON exposure_retention TO processor;

-- From when on all events and exposures are kept.
CREATE FUNCTION raw_kept_since() RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT greatest((SELECT max(dropped_before) FROM exposure_retention),
                  (SELECT max(month + interval '1 month') AT TIME ZONE 'UTC' FROM event_months WHERE state = 'archived'), '-infinity')
$$;
GRANT EXECUTE ON FUNCTION raw_kept_since() TO processor;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['experiment_users', 'experiment_sums', 'experiment_days', 'experiment_steps_settled', 'experiment_verdicts', 'experiment_replays'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY api_scopes ON %I TO api USING (scope = ANY (current_scopes())) WITH CHECK (scope = ANY (current_scopes()))', t);
    EXECUTE format('CREATE POLICY processor_all ON %I TO processor USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT ON %I TO api', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO processor', t);
  END LOOP;
END $$;
GRANT INSERT ON experiment_verdicts TO api;
GRANT INSERT, UPDATE ON experiment_replays TO api;
