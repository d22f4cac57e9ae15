-- Folders are counted and listed without reading the mails in them.
CREATE INDEX mail_folder ON mail (folder, date_key, "read") WHERE deleted_at IS NULL;
