-- Where the numbers of facts and tasks come from: blocks in a table, or sequences.
${numbers}

CREATE TABLE ledger_fact (
  position ${bigint} NOT NULL PRIMARY KEY,
  kind ${text} NOT NULL,
  version ${bigint} NOT NULL,
  time ${bigint} NOT NULL,
  region ${text} NOT NULL,
  subject ${text} NOT NULL,
  caller ${text} NOT NULL,
  trace_id ${text} NOT NULL,
  body ${text} NOT NULL
);

CREATE TABLE ledger_cursor (
  subscriber ${text} NOT NULL PRIMARY KEY,
  position ${bigint} NOT NULL
);

-- What made its subscriber or its handler fail for good, kept for people to see.
CREATE TABLE ledger_set_aside (
  who ${text} NOT NULL,
  number ${bigint} NOT NULL,
  time ${bigint} NOT NULL,
  kind ${text} NOT NULL,
  subject ${text} NOT NULL,
  reason ${text} NOT NULL,
  body ${text} NOT NULL,
  PRIMARY KEY (who, number)
);

-- An open task has no owner; only among those are kind and key unique.
CREATE TABLE ledger_task (
  id ${bigint} NOT NULL PRIMARY KEY,
  kind ${text} NOT NULL,
  task_key ${text} NOT NULL,
  due ${bigint} NOT NULL,
  attempt ${bigint} NOT NULL,
  attempts ${bigint} NOT NULL,
  back_off ${bigint} NOT NULL,
  owner ${text} NOT NULL,
  lease_until ${bigint} NOT NULL,
  trace_id ${text} NOT NULL,
  body ${text} NOT NULL
);
CREATE UNIQUE INDEX ledger_task_open ON ledger_task (kind, task_key) WHERE owner = '';
CREATE INDEX ledger_task_due ON ledger_task (kind, due) WHERE owner = '';
CREATE INDEX ledger_task_owned ON ledger_task (kind, task_key) WHERE owner <> '';

-- What a room's tables were last migrated by: while that is unchanged, a start need not ask.
CREATE TABLE ledger_room (
  room ${text} NOT NULL PRIMARY KEY,
  scripts ${text} NOT NULL
);
