@NullMarked
package io.tarn.ledger;

import org.jspecify.annotations.NullMarked;
