/**
 * How fast the ledger is, and what the packaged agent adds to a call, each in one run with what
 * others do the same with.
 */
package dev.bursar.bench;
