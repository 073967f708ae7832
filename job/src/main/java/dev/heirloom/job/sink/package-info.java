/** Where results go: the Delta tables, the run lock, the current view, exported files. */
@NullMarked
package dev.heirloom.job.sink;

import org.jspecify.annotations.NullMarked;
