-- What keeps a version: a retention with its mode and end, a legal hold; null where there never was one.
ALTER TABLE store_object ADD COLUMN lock_mode ${text};
ALTER TABLE store_object ADD COLUMN lock_until ${bigint};
ALTER TABLE store_object ADD COLUMN legal_hold ${bigint};
-- The same for what an upload will become.
ALTER TABLE store_upload ADD COLUMN lock_mode ${text};
ALTER TABLE store_upload ADD COLUMN lock_until ${bigint};
ALTER TABLE store_upload ADD COLUMN legal_hold ${bigint};
