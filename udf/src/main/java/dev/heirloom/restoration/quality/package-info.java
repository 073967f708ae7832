/** Measures of faces and photos, before and after. */
@NullMarked
package dev.heirloom.restoration.quality;

import org.jspecify.annotations.NullMarked;
