/** What all IAM operations share: names, limits, pages, tags, and how entities look on the wire. */
@NullMarked
package io.tarn.identity.iam;

import org.jspecify.annotations.NullMarked;
