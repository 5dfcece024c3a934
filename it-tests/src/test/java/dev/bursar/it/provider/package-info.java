/**
 * A provider of models on the loopback interface, with a meter of its own. The meter is the judge
 * of every cap test: it counts tokens with its own tokenizer, prices them from its own list, and
 * shares no code with the agent.
 */
package dev.bursar.it.provider;
