/** The command line. */
@NullMarked
package dev.heirloom.job.cli;

import org.jspecify.annotations.NullMarked;
