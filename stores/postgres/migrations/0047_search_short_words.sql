-- A word of a letter or two is found behind any sign that parts words: `tv` in `Electronics>TV`, `Smart-TV` and `(TV)`. The index helps as before, since to it all of these are the same as a space.
CREATE OR REPLACE FUNCTION catalog_condition(asked integer, q text, category text, is_available boolean) RETURNS text
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
    -- A letter or two stand nearly everywhere, and no index helps to find them there: words begin with them, behind a space or any sign that parts words.
    condition := condition || CASE WHEN word ~ '^[a-z0-9]{1,2}$' THEN format(' AND search_text ~ %L', '[] !-/:-@[\\^-`{-~]' || word)
      ELSE format(' AND search_text LIKE %L', '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%') END;
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
