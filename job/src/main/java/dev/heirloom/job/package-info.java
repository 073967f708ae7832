/** The Spark application: photos from object storage in, Delta tables out. */
@NullMarked
package dev.heirloom.job;

import org.jspecify.annotations.NullMarked;
