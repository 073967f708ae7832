/** Where photos come from: folders of files, image tables, manifests. */
@NullMarked
package dev.heirloom.job.source;

import org.jspecify.annotations.NullMarked;
