/**
 * From files to tables, in pure Java: dialects, headers, types, folders, each with the evidence
 * that decided. Knows no ledger and no network; bytes come in, findings come out.
 */
@NullMarked
package io.tarn.catalog.inference;

import org.jspecify.annotations.NullMarked;
