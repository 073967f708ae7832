/** Aligned crops through GPEN. */
@NullMarked
package dev.heirloom.restoration.restore;

import org.jspecify.annotations.NullMarked;
