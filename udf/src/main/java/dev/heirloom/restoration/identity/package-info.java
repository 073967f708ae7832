/** Is the restored face still that person? */
@NullMarked
package dev.heirloom.restoration.identity;

import org.jspecify.annotations.NullMarked;
