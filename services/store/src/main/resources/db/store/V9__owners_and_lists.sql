-- Whose a bucket is: empty for the lake's own account, else a guest's number.
ALTER TABLE store_bucket ADD COLUMN owner ${text} NOT NULL DEFAULT '';
-- Buckets from before there were lists go on without them.
INSERT INTO store_bucket_setting (bucket, kind, document) SELECT name, 'OWNERSHIP', 'BucketOwnerEnforced' FROM store_bucket;
-- The access control list of a version or of what an upload will become; absent where the bucket's owner has it alone.
ALTER TABLE store_object ADD COLUMN acl ${text};
ALTER TABLE store_upload ADD COLUMN acl ${text};
