-- A search of the catalog can have first what is called just so: by its id, or by its whole name as search compares texts.

-- The beginning of a name: a whole one may be longer than an index takes.
CREATE INDEX catalog_items_name ON catalog_items (version, scope, (left(fold_text(name), 60) COLLATE "C"), product_id) WHERE NOT deleted;

-- Of `called` in other letters an id is found in lower and in upper case alone. Ids come first, then names by their ids.
CREATE FUNCTION catalog_named(asked integer, called text, category text, is_available boolean, names text[], wanted text[], at_most integer)
  RETURNS SETOF catalog_items LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ids text[] := ARRAY[called, lower(called), upper(called)];
  folded text := fold_text(called);
BEGIN
  RETURN QUERY EXECUTE format('(SELECT * FROM catalog_items WHERE %1$s AND product_id = ANY (%2$L) ORDER BY product_id LIMIT %5$s)
    UNION ALL (SELECT * FROM catalog_items WHERE %1$s AND product_id <> ALL (%2$L)
      AND left(fold_text(name), 60) COLLATE "C" = %3$L AND fold_text(name) = %4$L ORDER BY product_id LIMIT %5$s) LIMIT %5$s',
    catalog_condition(asked, NULL, category, is_available, names, wanted), ids, left(folded, 60), folded, at_most);
END $$;

-- A page without these ids.
CREATE FUNCTION catalog_page(asked integer, q text, category text, is_available boolean, names text[], wanted text[], behind text, items integer, skipped integer, without text[])
  RETURNS SETOF catalog_items LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT * FROM catalog_items WHERE %s%s%s ORDER BY product_id LIMIT %s OFFSET %s',
    catalog_condition(asked, q, category, is_available, names, wanted), CASE WHEN behind IS NOT NULL THEN format(' AND product_id > %L', behind) END,
    CASE WHEN cardinality(without) > 0 THEN format(' AND product_id <> ALL (%L)', without) END, items, skipped);
END $$;

REVOKE ALL ON FUNCTION catalog_named(integer, text, text, boolean, text[], text[], integer), catalog_page(integer, text, text, boolean, text[], text[], text, integer, integer, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_named(integer, text, text, boolean, text[], text[], integer), catalog_page(integer, text, text, boolean, text[], text[], text, integer, integer, text[]) TO api;
