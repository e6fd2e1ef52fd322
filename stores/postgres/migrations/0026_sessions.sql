-- From where a session was opened and last renewed: its admin sees it by that. A session is the family of its refresh tokens.
ALTER TABLE refresh_tokens
  ADD COLUMN address    text,
  ADD COLUMN user_agent text;
