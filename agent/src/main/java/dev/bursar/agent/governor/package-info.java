/**
 * One call from the decision to the end of its response: what it can cost at most, whether its
 * account can hold that, what happens where it cannot, and what it is charged in the end.
 */
package dev.bursar.agent.governor;
