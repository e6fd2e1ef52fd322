-- The long-term segment of the log, and where every reader of the log stands.

-- A log's id as a small integer. A new broker, a recreated topic, another partition count is a new log.
CREATE TABLE logs (
  log        smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic      text NOT NULL,
  log_id     text NOT NULL,
  partitions smallint NOT NULL,
  first_seen timestamptz NOT NULL DEFAULT now(),
  UNIQUE (topic, log_id)
);

-- One row an event. What is in here decides what is new. Monthly partitions by event time (events_2026_01 …), made by ensure_month().
CREATE TABLE events (
  event_id    uuid NOT NULL,                       -- UUIDv8: event time, then SHA-256 over the identity
  event_time  timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  "offset"    bigint NOT NULL,                     -- the position that made it new: (log, partition, offset)
  scope       integer NOT NULL,
  log         smallint NOT NULL,
  partition   smallint NOT NULL,
  type        smallint NOT NULL,                   -- code of schemas/events/index.ts
  flags       smallint NOT NULL,                   -- 1 late, 2 unknown product
  quantity    integer,                             -- purchase
  price_e4    bigint,                              -- purchase: price of one in 1/10,000
  user_id     text NOT NULL,
  product_id  text NOT NULL,
  session_id  text,
  client_event_id text,
  placement_id text,                               -- recommendation_*
  strategy    text,                                -- recommendation_*
  order_id    text,                                -- purchase
  currency    text,                                -- purchase
  metadata    text,                                -- JSON as it was sent
  PRIMARY KEY (event_id, event_time)
) PARTITION BY RANGE (event_time);
CREATE INDEX events_user ON events (scope, user_id, event_time);
CREATE INDEX events_time ON events USING brin (event_time) WITH (pages_per_range = 32);
CREATE INDEX events_position ON events USING brin (log, partition, "offset") WITH (pages_per_range = 32);

-- A month that was archived refuses further events, so nothing dropped can count twice.
CREATE TABLE event_months (
  month       date PRIMARY KEY,
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'archived')),
  created_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);

CREATE TABLE dead_letters (
  dead_letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text NOT NULL,
  log         smallint NOT NULL REFERENCES logs,
  partition   smallint NOT NULL,
  "offset"    bigint NOT NULL,
  scope       integer,                             -- where it could be told
  record_key  text,
  value       bytea,
  reason      text NOT NULL,                       -- a code: undecodable, refused_by_postgres, archived_month, …
  detail      text NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  redriven_at timestamptz,
  UNIQUE (log, partition, "offset", topic)
);
CREATE INDEX dead_letters_scope ON dead_letters (scope, at DESC);

-- Erasure of a shopper: the loader treats what that scope and user sent up to the position as repeats.
CREATE TABLE erasures (
  scope     integer NOT NULL,
  user_id   text NOT NULL,
  log       smallint NOT NULL,
  partition smallint NOT NULL,
  "offset"  bigint NOT NULL,
  pseudonym text NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, user_id, log, partition, "offset")
);

-- The next offset of each group and partition, with the fence: owner's epoch, moved by compare-and-set.
CREATE TABLE consumer_offsets (
  consumer_group text NOT NULL,
  topic       text NOT NULL,
  log         smallint NOT NULL REFERENCES logs,
  partition   smallint NOT NULL,
  next_offset bigint NOT NULL DEFAULT 0,
  epoch       bigint NOT NULL DEFAULT 0,
  last_record_hash bytea,                          -- SHA-256 of the record at next_offset - 1, compared on assignment
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer_group, topic, log, partition)
);
