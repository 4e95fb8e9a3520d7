/**
 * The languages of schemas that the registry keeps: what a definition is, and whether one reads
 * what another wrote. Knows no ledger.
 */
@NullMarked
package io.tarn.catalog.schema;

import org.jspecify.annotations.NullMarked;
