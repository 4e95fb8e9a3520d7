/** What keeps a version from being destroyed, apart from the tables and the wire. */
@NullMarked
package io.tarn.store.lock;

import org.jspecify.annotations.NullMarked;
