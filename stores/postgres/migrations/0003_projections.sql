-- Folds of the log. Every row carries the version of its projection; `projections` says which one is live.

CREATE TABLE projections (
  name             text PRIMARY KEY,
  live_version     integer NOT NULL DEFAULT 1,
  previous_version integer,                        -- what roll-back returns to
  building_version integer,
  state            text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'stale', 'rebuilding')),
  stale_reason     text,
  updated_at       timestamptz NOT NULL DEFAULT now()
);
INSERT INTO projections (name) VALUES ('catalog'), ('analytics'), ('attribution'), ('trending'), ('cooccurrence');

-- Where a version of a projection stands where that is not the loader's own offset: stale, being rebuilt, or checkpointed.
CREATE TABLE projection_positions (
  name        text NOT NULL,
  version     integer NOT NULL,
  log         smallint NOT NULL,
  partition   smallint NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (name, version, log, partition)
);

CREATE TABLE catalog_items (
  version     integer NOT NULL,
  scope       integer NOT NULL,
  product_id  text NOT NULL,
  name        text NOT NULL,
  category    text NOT NULL,
  price       numeric(18,4) NOT NULL,
  currency    text,
  image_url   text,
  url         text,
  description text,
  attributes  text NOT NULL DEFAULT '{}',
  available   boolean NOT NULL,
  deleted     boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  log         smallint NOT NULL,
  partition   smallint NOT NULL,
  "offset"    bigint NOT NULL,                     -- the change that made the row what it is
  PRIMARY KEY (version, scope, product_id)
);
CREATE INDEX catalog_items_category ON catalog_items (version, scope, category) WHERE NOT deleted;

-- What became of each catalog change, so that its write can be answered: kept for an hour.
CREATE TABLE catalog_outcomes (
  log       smallint NOT NULL,
  partition smallint NOT NULL,
  "offset"  bigint NOT NULL,
  outcome   text NOT NULL CHECK (outcome IN ('created', 'updated', 'deleted', 'exists', 'absent', 'refused')),
  at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (log, partition, "offset")
);

-- Counters. `partition` is in the key so that two loaders never touch one row. Empty text where there is no placement or strategy.
CREATE TABLE analytics_daily (
  version      integer NOT NULL,
  scope        integer NOT NULL,
  day          date NOT NULL,                      -- UTC
  placement_id text NOT NULL,
  strategy     text NOT NULL,
  partition    smallint NOT NULL,
  product_viewed bigint NOT NULL DEFAULT 0,
  product_clicked bigint NOT NULL DEFAULT 0,
  add_to_cart  bigint NOT NULL DEFAULT 0,
  remove_from_cart bigint NOT NULL DEFAULT 0,
  purchase     bigint NOT NULL DEFAULT 0,
  recommendation_impressed bigint NOT NULL DEFAULT 0,
  recommendation_clicked bigint NOT NULL DEFAULT 0,
  late         bigint NOT NULL DEFAULT 0,
  unknown_product bigint NOT NULL DEFAULT 0,
  conversions  bigint NOT NULL DEFAULT 0,
  revenue      numeric NOT NULL DEFAULT 0,
  foreign_currency bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (version, scope, day, placement_id, strategy, partition)
) WITH (fillfactor = 70);

-- The same by quarter hour, from which days in any time zone add up.
CREATE TABLE analytics_quarter_hourly (LIKE analytics_daily INCLUDING DEFAULTS INCLUDING STORAGE) WITH (fillfactor = 70);
ALTER TABLE analytics_quarter_hourly DROP COLUMN day;
ALTER TABLE analytics_quarter_hourly ADD COLUMN bucket timestamptz NOT NULL;
ALTER TABLE analytics_quarter_hourly ADD PRIMARY KEY (version, scope, bucket, placement_id, strategy, partition);

CREATE TABLE revenue_attributions (
  version      integer NOT NULL,
  purchase_id  uuid NOT NULL,
  click_id     uuid NOT NULL,
  scope        integer NOT NULL,
  user_id      text NOT NULL,
  product_id   text NOT NULL,
  partition    smallint NOT NULL,
  purchased_at timestamptz NOT NULL,
  clicked_at   timestamptz NOT NULL,
  placement_id text NOT NULL,
  strategy     text NOT NULL,
  revenue      numeric NOT NULL,
  foreign_currency boolean NOT NULL DEFAULT false,
  PRIMARY KEY (version, purchase_id)
);
CREATE INDEX revenue_attributions_user ON revenue_attributions (version, scope, user_id, product_id);

CREATE TABLE trending_buckets (
  version    integer NOT NULL,
  scope      integer NOT NULL,
  bucket     timestamptz NOT NULL,                 -- start of the hour, event time
  product_id text NOT NULL,
  partition  smallint NOT NULL,
  interactions integer NOT NULL,
  weight     integer NOT NULL,                     -- sum of the type weights
  PRIMARY KEY (version, scope, bucket, product_id, partition)
) WITH (fillfactor = 70);

-- The top 100 partners of each product, written from checkpoints of the counts' shards: one row a product and partition, since a
-- busy product's counts all change between two checkpoints.
CREATE TABLE cooccurrences (
  version    integer NOT NULL,
  scope      integer NOT NULL,
  product_id text NOT NULL,
  partition  smallint NOT NULL,
  orders     integer NOT NULL,                     -- orders with the product
  partners   jsonb NOT NULL,                       -- [{productId, orders}], most orders first: orders with both
  PRIMARY KEY (version, scope, product_id, partition)
) WITH (fillfactor = 70);

-- Checkpoints of what is held in memory: serving models and co-occurrence counts, a shard a row.
CREATE TABLE model_snapshots (
  model       text NOT NULL,
  version     integer NOT NULL,
  log         smallint NOT NULL,
  partition   smallint NOT NULL,
  next_offset bigint NOT NULL,
  body        bytea NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (model, version, log, partition)
);
