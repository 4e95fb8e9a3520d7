-- Whatever has a name: users, groups, roles, instance profiles, customer managed policies.
-- Names are unique without regard to case, so the key is the name in lower case.
CREATE TABLE identity_entity (
  kind ${text} NOT NULL,
  name_key ${text} NOT NULL,
  name ${text} NOT NULL,
  path ${text} NOT NULL,
  id ${text} NOT NULL,
  created ${bigint} NOT NULL,
  details ${text} NOT NULL,
  PRIMARY KEY (kind, name_key)
);

-- Who belongs to what: users to groups, roles to instance profiles, policies to users, groups and
-- roles (attached, or as their boundary).
CREATE TABLE identity_link (
  relation ${text} NOT NULL,
  owner_kind ${text} NOT NULL,
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  created ${bigint} NOT NULL,
  PRIMARY KEY (relation, owner_kind, owner, target)
);

CREATE INDEX identity_link_target ON identity_link (relation, target, owner_kind, owner);

-- Inline policies by their name, and the versions of managed policies by their number.
CREATE TABLE identity_document (
  owner_kind ${text} NOT NULL,
  owner ${text} NOT NULL,
  name ${text} NOT NULL,
  document ${text} NOT NULL,
  created ${bigint} NOT NULL,
  PRIMARY KEY (owner_kind, owner, name)
);

-- Long-term keys. The root user's have no owner.
CREATE TABLE identity_access_key (
  id ${text} NOT NULL PRIMARY KEY,
  owner ${text} NOT NULL,
  secret ${text} NOT NULL,
  status ${text} NOT NULL,
  created ${bigint} NOT NULL,
  used ${bigint},
  used_service ${text},
  used_region ${text}
);

CREATE INDEX identity_access_key_owner ON identity_access_key (owner, id);

-- The version that every change moves, the key that seals session tokens, the account's alias.
CREATE TABLE identity_setting (
  name ${text} NOT NULL PRIMARY KEY,
  setting ${text} NOT NULL
);
