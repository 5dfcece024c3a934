/** How fast the ledger is, in one run with what others do the same with. */
package dev.bursar.bench;
