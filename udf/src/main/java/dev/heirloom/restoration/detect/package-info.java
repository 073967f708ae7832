/** A picture to its faces: boxes, five landmarks, scores; refined by 68 landmarks. */
@NullMarked
package dev.heirloom.restoration.detect;

import org.jspecify.annotations.NullMarked;
