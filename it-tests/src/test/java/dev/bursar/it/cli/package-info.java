/** The command line of the packaged jar. */
package dev.bursar.it.cli;
