-- Beside names that are not understood stand the other reasons for which events were refused (kind `reason`), each with what was said of the last one, and what it had in that field.
ALTER TABLE unknown_names ADD COLUMN message text, ADD COLUMN example text;
