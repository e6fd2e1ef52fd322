-- Days of top_products that are over, summed over partitions, and once more over placements, strategies and both: a question about all of a shop reads a
-- row a product and day, and not one for each of its partitions, placements and strategies.
CREATE TABLE top_products_summed (
  version      integer NOT NULL,
  scope        integer NOT NULL,
  summed_over  smallint NOT NULL,                  -- GROUPING(placement_id, strategy): 1 strategies, 2 placements, 3 both; the text of what is summed over is empty
  placement_id text NOT NULL,
  strategy     text NOT NULL,
  day          date NOT NULL,                      -- UTC
  product_id   text NOT NULL,
  partition    smallint NOT NULL,                  -- 0
  impressions  integer NOT NULL,
  clicks       integer NOT NULL,
  conversions  integer NOT NULL,
  revenue      numeric NOT NULL,
  foreign_currency integer NOT NULL,
  PRIMARY KEY (version, scope, summed_over, placement_id, strategy, day, product_id)
);
ALTER TABLE top_products_summed ENABLE ROW LEVEL SECURITY;
ALTER TABLE top_products_summed FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON top_products_summed TO api USING (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON top_products_summed TO processor USING (true) WITH CHECK (true);
GRANT SELECT ON top_products_summed TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON top_products_summed TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON top_products_summed TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
