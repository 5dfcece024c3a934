/** What each JVM says of itself to {@code doctor} and {@code status}, in a file of its own. */
package dev.bursar.agent.report;
