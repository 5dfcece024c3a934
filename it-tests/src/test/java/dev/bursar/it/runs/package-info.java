/** Who pays: the current run follows the work. */
package dev.bursar.it.runs;
