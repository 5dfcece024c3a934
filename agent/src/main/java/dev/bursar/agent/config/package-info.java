/**
 * What the operator asked for: read once at start-up from a YAML file, the environment, the agent
 * arguments and system properties, and immutable from then on. It runs before the app's main
 * method, so it keeps to {@code java.io} and plain loops.
 */
package dev.bursar.agent.config;
