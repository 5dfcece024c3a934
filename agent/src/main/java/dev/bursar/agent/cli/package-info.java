/** {@code java -jar bursar.jar COMMAND}: data on stdout, words on stderr. */
package dev.bursar.agent.cli;
