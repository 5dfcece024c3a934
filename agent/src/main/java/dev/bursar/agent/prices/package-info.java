/**
 * What a call costs: the price table, its lookup, and the arithmetic from tokens to nano-dollars.
 * Knows no HTTP, no JSON and no ledger.
 */
package dev.bursar.agent.prices;
