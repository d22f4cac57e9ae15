-- Rises with every transaction that writes a record: whoever keeps watch sees that one was written.
INSERT INTO counter (name, next) VALUES ('change', 1);
