/** What the ledger knows of users, groups, roles, profiles, policies and keys. */
@NullMarked
package io.tarn.identity.state;

import org.jspecify.annotations.NullMarked;
