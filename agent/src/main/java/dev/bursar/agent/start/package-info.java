/** Wires the agent: from the configuration to hooks that are live and a store that is open. */
package dev.bursar.agent.start;
