/** What the tables need of Delta and of their store, beyond what these do by themselves. */
@NullMarked
package dev.heirloom.job.delta;

import org.jspecify.annotations.NullMarked;
