-- Replays that answer what was asked then by other settings.
ALTER TABLE replays
  DROP CONSTRAINT replays_kind_check,
  ADD CONSTRAINT replays_kind_check CHECK (kind IN ('evaluate', 'whatIf', 'export', 'rebuild'));
