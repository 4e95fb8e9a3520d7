/** Access control lists: their grants, their forms on the wire and in the ledger. */
@NullMarked
package io.tarn.store.acl;

import org.jspecify.annotations.NullMarked;
