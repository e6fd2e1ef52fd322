-- The order ids of an erased shopper go too: the shop's own records would tell whose they were. Each becomes a hash under a salt that is forgotten
-- once the archives have followed, so that the purchases of one order still are one order.
ALTER TABLE archive_erasures ADD COLUMN salt uuid NOT NULL DEFAULT gen_random_uuid();

CREATE FUNCTION erased_order(salt text, order_id text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN 'erased-' || encode(sha256(convert_to(salt || order_id, 'UTF8')), 'hex');
GRANT EXECUTE ON FUNCTION erased_order(text, text) TO processor;

-- Those who were erased before; archives that wait are renamed under the salt of their row.
UPDATE events e SET order_id = erased_order(s.salt, e.order_id)
FROM (SELECT x.scope, x.pseudonym, coalesce(a.salt, gen_random_uuid())::text AS salt
      FROM erasures x LEFT JOIN archive_erasures a ON a.scope = x.scope AND a.pseudonym = x.pseudonym) s
WHERE e.scope = s.scope AND e.user_id = s.pseudonym AND e.order_id IS NOT NULL;
