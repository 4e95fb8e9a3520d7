/** Which changes of a bucket's objects somebody wants to be told of, and who. */
@NullMarked
package io.tarn.store.events;

import org.jspecify.annotations.NullMarked;
