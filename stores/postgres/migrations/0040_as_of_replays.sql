-- Replays that give a recorded answer again as it was.
ALTER TABLE replays
  DROP CONSTRAINT replays_kind_check,
  ADD CONSTRAINT replays_kind_check CHECK (kind IN ('evaluate', 'whatIf', 'asOf', 'export', 'rebuild'));
