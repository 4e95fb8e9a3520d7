-- How many bytes are kept in the file or in the row itself (encrypted ones included), and their CRC32C, so that
-- damage is found without any key. Both are unknown for what was written before this version.
ALTER TABLE store_blob ADD COLUMN kept ${bigint};
ALTER TABLE store_blob ADD COLUMN crc ${bigint};

-- Where the scrubber is: behind which blob it goes on, and when its round began.
CREATE TABLE store_scrub (
  name ${text} NOT NULL PRIMARY KEY,
  place ${bigint} NOT NULL,
  began ${bigint} NOT NULL,
  rounds ${bigint} NOT NULL
);

-- Blobs whose bytes are not what was written, until they are found whole again or are gone.
CREATE TABLE store_damage (
  blob ${bigint} NOT NULL PRIMARY KEY,
  found ${bigint} NOT NULL,
  what ${text} NOT NULL
);
