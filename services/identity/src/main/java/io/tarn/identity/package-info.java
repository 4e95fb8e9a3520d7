/** Users, roles, keys, policies: who is calling and may they (IAM, STS). */
@NullMarked
package io.tarn.identity;

import org.jspecify.annotations.NullMarked;
