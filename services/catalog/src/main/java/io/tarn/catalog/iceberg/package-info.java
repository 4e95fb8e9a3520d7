/** Iceberg's REST catalog over the tables of the Glue Data Catalog. */
@org.jspecify.annotations.NullMarked
package io.tarn.catalog.iceberg;
