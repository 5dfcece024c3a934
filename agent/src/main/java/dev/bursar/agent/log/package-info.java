/** Our own log: a file in the store directory, never the app's logging and never stdout. */
package dev.bursar.agent.log;
