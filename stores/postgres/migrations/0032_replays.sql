-- What an admin asked of the log: a row a job. A process takes it up (`starts` rises, and is the fence of what it writes), says how far it is, and keeps what it found.
CREATE TABLE replays (
  replay_id    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id    uuid NOT NULL REFERENCES tenants,
  kind         text NOT NULL CHECK (kind IN ('evaluate', 'export', 'rebuild')),
  settings     jsonb NOT NULL,
  state        text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  positions    jsonb,                              -- where the log of events ended when it was first taken up, so that a second start reads the same
  phase        text,
  done         bigint NOT NULL DEFAULT 0,
  total        bigint,
  starts       smallint NOT NULL DEFAULT 0,
  deaths       smallint NOT NULL DEFAULT 0,        -- how often its process ended before it was done
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   uuid,
  started_at   timestamptz,
  phase_at     timestamptz,                        -- when the phase began
  heard_at     timestamptz,                        -- the process that has it told this last
  finished_at  timestamptz,
  failure      text,
  report       jsonb,
  files        jsonb NOT NULL DEFAULT '[]',
  files_until  timestamptz                         -- when its files are removed
);
CREATE INDEX replays_tenant ON replays (tenant_id, created_at DESC);
CREATE INDEX replays_open ON replays (created_at) WHERE state IN ('queued', 'running');
-- A tenant has one at a time in work.
CREATE UNIQUE INDEX replays_one_at_work ON replays (tenant_id) WHERE state = 'running';

ALTER TABLE replays ENABLE ROW LEVEL SECURITY;
ALTER TABLE replays FORCE ROW LEVEL SECURITY;
CREATE POLICY api_tenant ON replays TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY processor_all ON replays TO processor USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON replays TO api;
GRANT UPDATE (state, finished_at) ON replays TO api;
GRANT SELECT, UPDATE, DELETE ON replays TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON replays TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
