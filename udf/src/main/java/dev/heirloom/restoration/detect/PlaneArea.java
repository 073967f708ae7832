package dev.heirloom.restoration.detect;

/** A rectangle in pixels of a plane. */
record PlaneArea(int x, int y, int width, int height) {}
