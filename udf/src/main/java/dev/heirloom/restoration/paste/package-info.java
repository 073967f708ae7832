/** The restored crop back into the picture, inside the region of the face only. */
@NullMarked
package dev.heirloom.restoration.paste;

import org.jspecify.annotations.NullMarked;
