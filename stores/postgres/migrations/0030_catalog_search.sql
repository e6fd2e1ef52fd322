-- Search of the catalog: words in any order, in upper or lower case, with or without accents; and category paths, however they are spelled.

-- A text as search compares it. The database's own locale may be C, whose lower() knows ASCII alone, so letters beyond it are folded by ICU where the server has it;
-- accents are taken off in any case. Upper case comes first, so that ß is ss.
DO $$
DECLARE
  collation_name text := (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.collname) FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                          WHERE c.collname = 'und-x-icu' LIMIT 1);
BEGIN
  EXECUTE format($f$
    CREATE FUNCTION fold_text(input text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN octet_length(input) = char_length(input) THEN lower(input)
      ELSE normalize(translate(lower(upper(regexp_replace(normalize(input, NFKD), '[\u0300-\u036F]', '', 'g')%1$s)%1$s), 'ς', 'σ'), NFKC) END
  $f$, ' COLLATE ' || collation_name);
EXCEPTION WHEN null_value_not_allowed THEN
  CREATE FUNCTION fold_text(input text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN normalize(lower(regexp_replace(normalize(input, NFKD), '[\u0300-\u036F]', '', 'g')), NFKC);
END $$;

-- `Home>Kitchen`, `Home &gt; Kitchen` and `Home/Kitchen` are `Home > Kitchen`.
CREATE FUNCTION category_path(category text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN btrim(regexp_replace(regexp_replace(category, '\s+', ' ', 'g'), '\s*(&gt;|>|/)\s*', ' > ', 'gi'), ' ');

-- Both columns follow from the row, so processes of the version before, which do not know them, write them too. An id is there twice, also with its parts as words.
ALTER TABLE catalog_items
  ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (fold_text(translate(
    ' ' || product_id || ' ' || translate(product_id, '-_./:#', '      ') || ' ' || name || ' ' || category || ' ' || coalesce(description, ''), E'\n\r\t', '   '))) STORED,
  ADD COLUMN category_path text COLLATE "C" NOT NULL GENERATED ALWAYS AS (category_path(category)) STORED;
ALTER TABLE catalog_items ALTER COLUMN search_text SET STATISTICS 300;
DROP INDEX catalog_items_category;
CREATE INDEX catalog_items_category_path ON catalog_items (version, scope, category_path, available) WHERE NOT deleted;

-- In a database of locale C pg_trgm takes letters beyond ASCII for no letters, and would find no word of them. So the index has their bytes, in hexadecimal.
CREATE FUNCTION hex_beyond_ascii(input text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
  RETURN encode(convert_to(btrim(regexp_replace(input, '[\x01-\x7F]+', ' ', 'g'), ' '), 'UTF8'), 'hex');

-- Without the extension search goes on, slowly; `recomengine doctor` says what to do.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX catalog_items_search ON catalog_items USING gin (search_text gin_trgm_ops) WHERE NOT deleted;
  CREATE INDEX catalog_items_search_beyond_ascii ON catalog_items USING gin (hex_beyond_ascii(search_text) gin_trgm_ops)
    WHERE NOT deleted AND octet_length(search_text) <> char_length(search_text);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE WARNING 'catalog search has no index: % (docs/operations.md says what to install)', SQLERRM;
END $$;

-- Under row-level security LIKE is no condition of an index, since it is not leakproof. So these functions ask as the owner, and only about a scope that the asker may see.
CREATE FUNCTION catalog_condition(asked integer, q text, category text, is_available boolean) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  condition text;
  path text := category_path(category);
  word text;
BEGIN
  IF (asked = ANY (current_scopes())) IS NOT TRUE THEN RETURN 'false'; END IF;
  SELECT format('version = %s AND scope = %s AND NOT deleted', live_version, asked) INTO STRICT condition FROM projections WHERE name = 'catalog';
  FOREACH word IN ARRAY regexp_split_to_array(btrim(fold_text(coalesce(q, ''))), '\s+') LOOP
    CONTINUE WHEN word = '';
    -- A letter or two stand nearly everywhere, and no index helps to find them there: words begin with them.
    condition := condition || format(' AND search_text LIKE %L',
      CASE WHEN word ~ '^[a-z0-9]{1,2}$' THEN '% ' ELSE '%' END || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%');
    IF octet_length(word) <> char_length(word) THEN
      condition := condition || format(' AND octet_length(search_text) <> char_length(search_text) AND hex_beyond_ascii(search_text) LIKE %L',
        '%' || hex_beyond_ascii(word) || '%');
    END IF;
  END LOOP;
  IF path IS NOT NULL THEN
    -- Of what follows `path > `, that is up to `path >!`: `!` is the character after the space.
    condition := condition || format(' AND (category_path = %L OR category_path >= %L AND category_path < %L)', path, path || ' > ', path || ' >!');
  END IF;
  IF is_available IS NOT NULL THEN condition := condition || format(' AND available = %L', is_available); END IF;
  RETURN condition;
END $$;

CREATE FUNCTION catalog_page(asked integer, q text, category text, is_available boolean, behind text, items integer, skipped integer)
  RETURNS SETOF catalog_items LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT * FROM catalog_items WHERE %s%s ORDER BY product_id LIMIT %s OFFSET %s',
    catalog_condition(asked, q, category, is_available), CASE WHEN behind IS NOT NULL THEN format(' AND product_id > %L', behind) END, items, skipped);
END $$;

-- Stops counting at `at_most`; null counts all.
CREATE FUNCTION catalog_count(asked integer, q text, category text, is_available boolean, at_most integer) RETURNS integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE counted integer;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM catalog_items WHERE %s LIMIT %s) AS found', catalog_condition(asked, q, category, is_available), coalesce(at_most::text, 'ALL')) INTO counted;
  RETURN counted;
END $$;

CREATE FUNCTION catalog_categories(asked integer, q text, is_available boolean, at_most integer) RETURNS TABLE (category text, products integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT category_path::text, count(*)::integer FROM catalog_items WHERE %s GROUP BY category_path ORDER BY 2 DESC, category_path LIMIT %s',
    catalog_condition(asked, q, NULL, is_available), at_most);
END $$;

CREATE FUNCTION catalog_availability(asked integer, q text, category text) RETURNS TABLE (available integer, unavailable integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT (count(*) FILTER (WHERE available))::integer, (count(*) FILTER (WHERE NOT available))::integer FROM catalog_items WHERE %s',
    catalog_condition(asked, q, category, NULL));
END $$;

REVOKE ALL ON FUNCTION catalog_page(integer, text, text, boolean, text, integer, integer), catalog_count(integer, text, text, boolean, integer),
  catalog_categories(integer, text, boolean, integer), catalog_availability(integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalog_page(integer, text, text, boolean, text, integer, integer), catalog_count(integer, text, text, boolean, integer),
  catalog_categories(integer, text, boolean, integer), catalog_availability(integer, text, text) TO api;
