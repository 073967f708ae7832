/** The restoration engine inside Spark: partition function, executor plugin, schema. */
@NullMarked
package dev.heirloom.restoration.spark;

import org.jspecify.annotations.NullMarked;
