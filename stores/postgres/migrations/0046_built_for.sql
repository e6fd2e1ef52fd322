-- The replay that a version is being built for: once that is cancelled or has failed, nobody goes on with the version. Null for a command, and for what an upgrade brings.
ALTER TABLE projections ADD COLUMN building_for uuid;
