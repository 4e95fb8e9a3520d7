/** Blobs in a bucket of someone else's S3-compatible store. */
@NullMarked
package io.tarn.objectstore;

import org.jspecify.annotations.NullMarked;
