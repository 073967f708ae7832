/** The restoration engine. */
@NullMarked
package dev.heirloom.restoration;

import org.jspecify.annotations.NullMarked;
