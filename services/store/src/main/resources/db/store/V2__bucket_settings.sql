-- What can be set of a bucket, a document a kind, in the form the room gives it.
CREATE TABLE store_bucket_setting (
  bucket ${text} NOT NULL,
  kind ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (bucket, kind)
);
INSERT INTO store_bucket_setting (bucket, kind, document) SELECT name, 'POLICY', policy FROM store_bucket WHERE policy IS NOT NULL;
INSERT INTO store_bucket_setting (bucket, kind, document) SELECT name, 'TAGS', tags FROM store_bucket WHERE tags IS NOT NULL;
INSERT INTO store_bucket_setting (bucket, kind, document)
  SELECT name, 'NOTIFICATION', '{"EventBridgeConfiguration":{}}' FROM store_bucket WHERE event_bridge = 1;
ALTER TABLE store_bucket DROP COLUMN policy;
ALTER TABLE store_bucket DROP COLUMN tags;
ALTER TABLE store_bucket DROP COLUMN event_bridge;
