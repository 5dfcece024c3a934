/**
 * Programs under test: what a user's application would do with its HTTP or LLM client. They know
 * nothing of the agent. Each reads orders from stdin and answers each with one line of JSON.
 */
package dev.bursar.programs;
