/**
 * Checks a machine or cluster before hours are spent on it. A class for each thing that is looked
 * at: a record of what one process finds ({@code here}), made in every process and sent to the
 * driver, which judges it ({@code findings}). {@link dev.heirloom.job.doctor.Doctor} has the list.
 */
@NullMarked
package dev.heirloom.job.doctor;

import org.jspecify.annotations.NullMarked;
