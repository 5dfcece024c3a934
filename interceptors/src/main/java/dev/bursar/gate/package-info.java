/**
 * The gate: the few classes that live in the boot loader, where both the app's classes and ours see
 * them. They depend on {@code java.*} alone.
 */
package dev.bursar.gate;
