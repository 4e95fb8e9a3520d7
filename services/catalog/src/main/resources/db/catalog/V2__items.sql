-- Named documents that nothing joins: classifiers, functions (scope: their database), connections.
CREATE TABLE catalog_item (
  region ${text} NOT NULL,
  kind ${text} NOT NULL,
  scope ${text} NOT NULL,
  name ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, kind, scope, name)
);
