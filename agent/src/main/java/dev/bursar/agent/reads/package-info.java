/**
 * What is recorded of every successful read: which resource, in which version, by whom. Never a
 * body, never a credential.
 */
package dev.bursar.agent.reads;
