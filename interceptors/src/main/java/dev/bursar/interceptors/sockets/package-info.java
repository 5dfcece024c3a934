/**
 * The JDK's sockets, below every client: a connection to a provider that no client's hook stands
 * behind is not metered, and is told of, or refused.
 */
package dev.bursar.interceptors.sockets;
