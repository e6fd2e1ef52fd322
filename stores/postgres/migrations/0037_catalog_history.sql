-- Each change of a product, so that it can be said what the catalog was at a time: topic `catalog` keeps the last change of a product alone. A change that changes nothing leaves no row.
CREATE TABLE catalog_history (
  scope      integer NOT NULL,
  product_id text NOT NULL,
  log        smallint NOT NULL,
  "offset"   bigint NOT NULL,                      -- of the change, in the topic's only partition
  at         timestamptz NOT NULL,                 -- when it was received
  created_at timestamptz,                          -- of the product; null if this deleted it
  item       text,                                 -- JSON; null if this deleted it
  PRIMARY KEY (scope, product_id, log, "offset")
);
CREATE INDEX catalog_history_time ON catalog_history (at);

-- From when on the history has every change. What came before this migration is not known: it begins with what there is.
CREATE TABLE catalog_history_since (since timestamptz NOT NULL);
INSERT INTO catalog_history_since SELECT CASE WHEN EXISTS (SELECT FROM catalog_items) THEN now() ELSE 'epoch' END;
GRANT SELECT, UPDATE ON catalog_history_since TO processor;

INSERT INTO catalog_history
  SELECT c.scope, c.product_id, c.log, c."offset", c.updated_at, c.created_at,
         json_build_object('name', c.name, 'category', c.category, 'price', c.price::text, 'currency', c.currency, 'imageUrl', c.image_url, 'url', c.url,
                           'description', c.description, 'attributes', c.attributes::json, 'available', c.available)::text
  FROM catalog_items c JOIN projections p ON p.name = 'catalog' AND p.live_version = c.version
  WHERE NOT c.deleted;

ALTER TABLE catalog_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE catalog_history FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON catalog_history TO api USING (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON catalog_history TO processor USING (true) WITH CHECK (true);
GRANT SELECT ON catalog_history TO api;
GRANT SELECT, INSERT, DELETE ON catalog_history TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON catalog_history TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
