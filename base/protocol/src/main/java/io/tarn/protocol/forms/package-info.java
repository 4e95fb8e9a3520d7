/** Uploads by a browser's form: the multipart body, its fields, and the policy that bounds them. */
@NullMarked
package io.tarn.protocol.forms;

import org.jspecify.annotations.NullMarked;
