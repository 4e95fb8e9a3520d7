/** The policy language: parsing, validation, compiled matchers and AWS's evaluation logic. */
@NullMarked
package io.tarn.identity.policy;

import org.jspecify.annotations.NullMarked;
