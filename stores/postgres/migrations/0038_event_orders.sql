-- By this the lines of an order are found that were bought before: a line that is told again within a day counts once.
CREATE INDEX events_order ON events (scope, order_id) WHERE order_id IS NOT NULL;
