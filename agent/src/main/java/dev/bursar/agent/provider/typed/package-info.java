/** Calls that a hook above the transports sees: a typed request in place of bytes. */
package dev.bursar.agent.provider.typed;
