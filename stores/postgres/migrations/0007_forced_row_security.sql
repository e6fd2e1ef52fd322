-- Row-level security binds the owner of the tables too: elsewhere than in the embedded server that is a role like any other, and
-- what it may do is said by a policy and not by an exemption. (Migrations and the functions of SECURITY DEFINER run as the owner.)
DO $$
DECLARE t regclass;
BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity LOOP
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %s TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;
