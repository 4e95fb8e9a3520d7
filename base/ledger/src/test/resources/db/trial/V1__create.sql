CREATE TABLE trial_row (
  name ${text} NOT NULL PRIMARY KEY,
  value ${bigint} NOT NULL,
  body ${blob}
);
CREATE TABLE trial_log (
  id ${identity},
  line ${text} NOT NULL
);
