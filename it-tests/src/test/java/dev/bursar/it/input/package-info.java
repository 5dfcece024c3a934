/** What no test of a client thinks of: broken requests and broken responses. */
package dev.bursar.it.input;
