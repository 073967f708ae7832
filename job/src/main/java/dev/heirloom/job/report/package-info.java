/** The tables as a page for people. */
@NullMarked
package dev.heirloom.job.report;

import org.jspecify.annotations.NullMarked;
