/** One command for people: up, demo, sql, doctor, env. */
@NullMarked
package io.tarn.cli;

import org.jspecify.annotations.NullMarked;
