/** Databases, tables, partitions, crawlers: the Glue Data Catalog. */
@NullMarked
package io.tarn.catalog;

import org.jspecify.annotations.NullMarked;
