-- Buckets are global by name; region says where they were made.
CREATE TABLE store_bucket (
  name ${text} NOT NULL PRIMARY KEY,
  region ${text} NOT NULL,
  created ${bigint} NOT NULL,
  versioning ${text} NOT NULL,
  event_bridge ${bigint} NOT NULL,
  policy ${text},
  tags ${text}
);

-- One row a version, delete markers included. seq orders the versions of a key; the newest has latest = 1.
CREATE TABLE store_object (
  bucket ${text} NOT NULL,
  key ${text} NOT NULL,
  seq ${bigint} NOT NULL,
  version_id ${text} NOT NULL,
  latest ${bigint} NOT NULL,
  marker ${bigint} NOT NULL,
  modified ${bigint} NOT NULL,
  size ${bigint} NOT NULL,
  etag ${text} NOT NULL,
  blob ${bigint},
  attributes ${text} NOT NULL,
  tags ${text}
);
CREATE UNIQUE INDEX store_object_version ON store_object (bucket, key, seq DESC);
CREATE INDEX store_object_current ON store_object (bucket, key) WHERE latest = 1 AND marker = 0;

-- Bytes: inline, in the file of the same number, or the parts of a multipart object in order. Versions share them.
CREATE TABLE store_blob (
  id ${bigint} NOT NULL PRIMARY KEY,
  size ${bigint} NOT NULL,
  refs ${bigint} NOT NULL,
  bytes ${blob},
  parts ${text}
);
CREATE INDEX store_blob_garbage ON store_blob (id) WHERE refs = 0;

-- changes counts what happened to the parts, so that a completion can tell whether it has seen them all.
CREATE TABLE store_upload (
  id ${text} NOT NULL PRIMARY KEY,
  bucket ${text} NOT NULL,
  key ${text} NOT NULL,
  initiated ${bigint} NOT NULL,
  changes ${bigint} NOT NULL,
  attributes ${text} NOT NULL,
  tags ${text},
  algorithm ${text},
  checksum_type ${text},
  initiator ${text} NOT NULL,
  ended ${bigint},
  result ${text}
);
CREATE INDEX store_upload_open ON store_upload (bucket, key, id) WHERE ended IS NULL;
CREATE INDEX store_upload_ended ON store_upload (ended) WHERE ended IS NOT NULL;

CREATE TABLE store_part (
  upload ${text} NOT NULL,
  number ${bigint} NOT NULL,
  blob ${bigint} NOT NULL,
  size ${bigint} NOT NULL,
  etag ${text} NOT NULL,
  checksums ${text} NOT NULL,
  modified ${bigint} NOT NULL,
  PRIMARY KEY (upload, number)
);
