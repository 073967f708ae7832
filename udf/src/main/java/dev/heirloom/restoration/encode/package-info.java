/** A picture to bytes, in the format of its source. */
@NullMarked
package dev.heirloom.restoration.encode;

import org.jspecify.annotations.NullMarked;
