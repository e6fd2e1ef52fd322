-- Search takes a word for the same with and without what most texts leave out: vowel signs of Arabic and Hebrew, the stretched line of Arabic, what is invisible; and ẞ for ss, as ß is.
-- The same words are one to `content_based` (domain/strategies/content-based/words-of.ts), but for accents and the other marks that only search leaves out.
DO $$
DECLARE
  unwritten constant text := '\u00AD\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u061C\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFE00-\uFE0F\uFEFF';
  collation_name text := (SELECT ' COLLATE ' || quote_ident(n.nspname) || '.' || quote_ident(c.collname) FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                          WHERE c.collname = 'und-x-icu' LIMIT 1);
BEGIN
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION fold_text(input text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN octet_length(input) = char_length(input) THEN lower(input)
      ELSE normalize(translate(lower(upper(lower(regexp_replace(normalize(input, NFKD), '[%1$s]', '', 'g')%2$s)%2$s)%2$s), 'ς', 'σ'), NFKC) END
  $f$, unwritten, coalesce(collation_name, ''));
  -- What was folded before: rows that have such a character still, or the ß that was left of ẞ. No row is written meanwhile by the old rule.
  LOCK TABLE catalog_items IN SHARE ROW EXCLUSIVE MODE;
  EXECUTE format($u$
    UPDATE catalog_items SET name = name WHERE octet_length(search_text) <> char_length(search_text) AND search_text ~ '[ß%s]'
  $u$, unwritten);
END $$;
