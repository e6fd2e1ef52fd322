-- As how many equally weighty users those of a replay count, by metric; empty for replays of before.
ALTER TABLE experiment_replays ADD COLUMN effective_users jsonb NOT NULL DEFAULT '{}';
