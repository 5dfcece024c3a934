/** Recorded traffic of real providers, through real clients with the agent. */
package dev.bursar.it.replay;
