/** Writes the shape lists, as part of the build; none of it is in the jar. */
package dev.bursar.interceptors.shape;
