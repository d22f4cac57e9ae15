-- Lists of many records: what is shown page by page is found in the order of an index that leaves out
-- the trash, and the trash in one of its own.
DROP INDEX address_sort_key;
CREATE INDEX address_sort_key ON address (sort_key) WHERE deleted_at IS NULL;
DROP INDEX address_number_sort;
CREATE INDEX address_number_sort ON address (number_sort) WHERE deleted_at IS NULL;
CREATE INDEX address_deleted_at ON address (deleted_at) WHERE deleted_at IS NOT NULL;
DROP INDEX mail_sort_key;
CREATE INDEX mail_sort_key ON mail (sort_key) WHERE deleted_at IS NULL;
DROP INDEX mail_number_sort;
CREATE INDEX mail_number_sort ON mail (number_sort) WHERE deleted_at IS NULL;
CREATE INDEX mail_from_key ON mail (from_key) WHERE deleted_at IS NULL;
-- Folders are counted and listed without reading the mails in them; of very long paths, which no index
-- of PostgreSQL takes, the beginning counts.
CREATE INDEX mail_folder ON mail (substr(folder, 1, 600), date_key, "read") WHERE deleted_at IS NULL;
CREATE INDEX mail_unread ON mail (date_key) WHERE deleted_at IS NULL AND ("read" IS NULL OR NOT "read");
