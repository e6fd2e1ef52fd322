-- Lists of the catalog narrowed by the merchant's own attributes, and counts of their values.

-- The values of an attribute as texts: those of a list one by one, each once. A dot leads into an object.
CREATE FUNCTION attribute_values(attributes text, name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
  found json := attributes::json #> string_to_array(name, '.');
  kinds text[] := ARRAY['string', 'number', 'boolean'];
BEGIN
  IF json_typeof(found) = 'array' THEN
    RETURN ARRAY(SELECT DISTINCT one #>> '{}' FROM json_array_elements(found) AS one WHERE json_typeof(one) = ANY (kinds));
  END IF;
  RETURN CASE WHEN json_typeof(found) = ANY (kinds) THEN ARRAY[found #>> '{}'] ELSE '{}' END;
END $$;

-- `names` and `wanted` are as long as each other: a product must have each of these values.
CREATE FUNCTION catalog_condition(asked integer, q text, category text, is_available boolean, names text[], wanted text[]) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE condition text := catalog_condition(asked, q, category, is_available);
BEGIN
  FOR n IN 1 .. coalesce(cardinality(names), 0) LOOP
    -- Most products are ruled out without being parsed: of a value that is there, the text is there too, as JSON writes it.
    condition := condition || format(' AND position(%L IN attributes) > 0 AND %L = ANY (attribute_values(attributes, %L))',
      substr(to_json(wanted[n])::text, 2, length(to_json(wanted[n])::text) - 2), wanted[n], names[n]);
  END LOOP;
  RETURN condition;
END $$;

CREATE FUNCTION catalog_page(asked integer, q text, category text, is_available boolean, names text[], wanted text[], behind text, items integer, skipped integer)
  RETURNS SETOF catalog_items LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT * FROM catalog_items WHERE %s%s ORDER BY product_id LIMIT %s OFFSET %s',
    catalog_condition(asked, q, category, is_available, names, wanted), CASE WHEN behind IS NOT NULL THEN format(' AND product_id > %L', behind) END, items, skipped);
END $$;

-- Stops counting at `at_most`; null counts all.
CREATE FUNCTION catalog_count(asked integer, q text, category text, is_available boolean, names text[], wanted text[], at_most integer) RETURNS integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE counted integer;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM catalog_items WHERE %s LIMIT %s) AS found',
    catalog_condition(asked, q, category, is_available, names, wanted), coalesce(at_most::text, 'ALL')) INTO counted;
  RETURN counted;
END $$;

CREATE FUNCTION catalog_categories(asked integer, q text, is_available boolean, names text[], wanted text[], at_most integer) RETURNS TABLE (category text, products integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT category_path::text, count(*)::integer FROM catalog_items WHERE %s GROUP BY category_path ORDER BY 2 DESC, category_path LIMIT %s',
    catalog_condition(asked, q, NULL, is_available, names, wanted), at_most);
END $$;

CREATE FUNCTION catalog_availability(asked integer, q text, category text, names text[], wanted text[]) RETURNS TABLE (available integer, unavailable integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT (count(*) FILTER (WHERE available))::integer, (count(*) FILTER (WHERE NOT available))::integer FROM catalog_items WHERE %s',
    catalog_condition(asked, q, category, NULL, names, wanted));
END $$;

-- The values of one attribute that most of the first `of_products` products have, by their ids.
CREATE FUNCTION catalog_attribute(asked integer, q text, category text, is_available boolean, names text[], wanted text[], name text, of_products integer, at_most integer)
  RETURNS TABLE (value text, products integer) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT one, count(*)::integer FROM (SELECT attributes FROM catalog_items WHERE %s ORDER BY product_id LIMIT %s) AS found
    CROSS JOIN LATERAL unnest(attribute_values(attributes, %L)) AS one GROUP BY one ORDER BY 2 DESC, one LIMIT %s',
    catalog_condition(asked, q, category, is_available, names, wanted), of_products, name, at_most);
END $$;

REVOKE ALL ON FUNCTION catalog_page(integer, text, text, boolean, text[], text[], text, integer, integer), catalog_count(integer, text, text, boolean, text[], text[], integer),
  catalog_categories(integer, text, boolean, text[], text[], integer), catalog_availability(integer, text, text, text[], text[]),
  catalog_attribute(integer, text, text, boolean, text[], text[], text, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_page(integer, text, text, boolean, text[], text[], text, integer, integer), catalog_count(integer, text, text, boolean, text[], text[], integer),
  catalog_categories(integer, text, boolean, text[], text[], integer), catalog_availability(integer, text, text, text[], text[]),
  catalog_attribute(integer, text, text, boolean, text[], text[], text, integer, integer) TO api;
