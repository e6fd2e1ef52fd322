-- Days of top_products that are over, summed once more over blocks of 1, 2, 4, 8, 16 and 32 days: a question about a month reads a few blocks and not 30 days.
-- Rows of top_products_summed stay where they are; a chore of the processors moves them here day by day, and any answer counts both. A purge goes by the names of tables: this one must come after those that its rows come from.
CREATE TABLE top_products_summed_blocks (
  version      integer NOT NULL,
  scope        integer NOT NULL,
  summed_over  smallint NOT NULL,                  -- as in top_products_summed
  placement_id text NOT NULL,
  strategy     text NOT NULL,
  span         smallint NOT NULL,                  -- days of the block; it begins at a multiple of its span, counted from 1970-01-01
  last_day     date NOT NULL,                      -- UTC
  product_id   text NOT NULL,
  partition    smallint NOT NULL,                  -- 0
  impressions  integer NOT NULL,
  clicks       integer NOT NULL,
  conversions  integer NOT NULL,
  revenue      numeric NOT NULL,
  foreign_currency integer NOT NULL,
  PRIMARY KEY (version, scope, summed_over, placement_id, strategy, span, last_day, product_id)
);
ALTER TABLE top_products_summed_blocks ENABLE ROW LEVEL SECURITY;
ALTER TABLE top_products_summed_blocks FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON top_products_summed_blocks TO api USING (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON top_products_summed_blocks TO processor USING (true) WITH CHECK (true);
GRANT SELECT ON top_products_summed_blocks TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON top_products_summed_blocks TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON top_products_summed_blocks TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
