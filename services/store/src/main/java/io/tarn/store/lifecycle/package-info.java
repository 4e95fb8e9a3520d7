/** What a bucket's lifecycle rules say of one version at one time, apart from tables and tasks. */
@NullMarked
package io.tarn.store.lifecycle;

import org.jspecify.annotations.NullMarked;
