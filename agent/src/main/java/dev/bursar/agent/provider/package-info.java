/**
 * How each provider speaks: what its calls look like on the wire, what they can cost at most, how
 * to lower that, and what its answers say was used. Knows no ledger and no limits.
 */
package dev.bursar.agent.provider;
