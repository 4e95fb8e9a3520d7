/** AWS wire bytes to input records and back; sans-I/O: knows no room, opens no socket. */
@NullMarked
package io.tarn.protocol;

import org.jspecify.annotations.NullMarked;
