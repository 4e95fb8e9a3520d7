-- How a blob is encrypted and its data key, wrapped, as JSON. Nothing stands beside bytes that lie as they came.
ALTER TABLE store_blob ADD COLUMN seal ${text};
