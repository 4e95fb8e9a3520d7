/** Statements, their results and their history: Athena's API over an engine. */
@NullMarked
package io.tarn.sql;

import org.jspecify.annotations.NullMarked;
