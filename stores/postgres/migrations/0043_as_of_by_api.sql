-- What the API reads to answer as of a time. Of erased shoppers it gets the pseudonyms, and never the ids.
GRANT SELECT ON catalog_history_since TO api;
GRANT EXECUTE ON FUNCTION raw_kept_since() TO api;
GRANT SELECT ON exposure_retention TO api;

CREATE FUNCTION erased_pseudonyms(of_scope integer)
  RETURNS TABLE (log smallint, partition smallint, "offset" bigint, pseudonym text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.log, e.partition, e."offset", e.pseudonym, e.at FROM erasures e
  WHERE e.scope = of_scope AND (of_scope = ANY (current_scopes()) OR pg_has_role(session_user, 'processor', 'USAGE'))
$$;
REVOKE ALL ON FUNCTION erased_pseudonyms(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erased_pseudonyms(integer) TO api, processor;
