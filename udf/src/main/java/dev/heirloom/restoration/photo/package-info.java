/** What the stages exchange: pixels, points, boxes, and the reasons why a photo fails. */
@NullMarked
package dev.heirloom.restoration.photo;

import org.jspecify.annotations.NullMarked;
