/**
 * Applies the hooks to the app's classes. One transformer that compares class names is all that a
 * JVM without HTTP ever pays for; Byte Buddy is loaded when the first name matches. Only method
 * bodies change, so that a start with the agent and a later attach behave alike.
 */
package dev.bursar.agent.hooking;
