/** AWS Signature Version 4: checks requests and signs them. Knows no room, opens no socket. */
@NullMarked
package io.tarn.protocol.sigv4;

import org.jspecify.annotations.NullMarked;
