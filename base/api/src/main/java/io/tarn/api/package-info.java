/** AWS operations as Java: what a request is, who may make it, and how it reaches its room. */
@NullMarked
package io.tarn.api;

import org.jspecify.annotations.NullMarked;
