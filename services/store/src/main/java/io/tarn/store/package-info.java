/** Objects, versions and multipart uploads: S3. */
@NullMarked
package io.tarn.store;

import org.jspecify.annotations.NullMarked;
