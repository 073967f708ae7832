/** A face to a square crop: similarity transform onto the template of the model. */
@NullMarked
package dev.heirloom.restoration.align;

import org.jspecify.annotations.NullMarked;
