package io.tarn.identity.state;

import java.time.Instant;

/**
 * An inline policy, or one version of a managed policy.
 *
 * @param name the policy's name, or the version's number
 */
public record Document(String name, String text, Instant created) {}
