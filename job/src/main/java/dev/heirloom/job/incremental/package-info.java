/** Which photos are due: those that are new, changed, or worth another try. */
@NullMarked
package dev.heirloom.job.incremental;

import org.jspecify.annotations.NullMarked;
