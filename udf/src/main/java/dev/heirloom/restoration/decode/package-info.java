/** Bytes to an upright picture: sniff the format, bound the size, decode, turn once. */
@NullMarked
package dev.heirloom.restoration.decode;

import org.jspecify.annotations.NullMarked;
