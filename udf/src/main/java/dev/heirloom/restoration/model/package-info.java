/** ONNX models: where they come from, their verified files, and the sessions that run them. */
@NullMarked
package dev.heirloom.restoration.model;

import org.jspecify.annotations.NullMarked;
