/**
 * {@code java -jar bursar.jar demo}: a runaway app against a loopback provider, without Bursar and
 * with it, and the provider's meter against the ledger.
 */
package dev.bursar.agent.demo;
