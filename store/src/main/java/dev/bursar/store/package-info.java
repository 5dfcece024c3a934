/**
 * What is remembered: the ledger of accounts and holds, the call history and the read log, in
 * memory-mapped files that all JVMs of the machine share.
 */
package dev.bursar.store;
