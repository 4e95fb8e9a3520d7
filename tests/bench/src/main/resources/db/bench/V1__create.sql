CREATE TABLE bench_row (
  name ${text} NOT NULL PRIMARY KEY,
  value ${bigint} NOT NULL,
  body ${text} NOT NULL
);
