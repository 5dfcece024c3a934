/**
 * Jetty's HTTP client 9.4, over HTTP/1.1 and HTTP/2. A call is decided where it is handed to its
 * destination, before it waits for a connection: each redirect and each request that answers a 401
 * is handed over anew, and is an exchange of its own. A body that is not in memory is read ahead,
 * on the thread that writes it or on the client's executor; the request goes on from there. What
 * arrives is seen by the client's receiver before it is decoded, whoever listens.
 *
 * <p>What is not {@code Jetty9Instrumentation} or {@code Jetty9Advice} is defined once per app
 * loader and sees the app's own client.
 */
package dev.bursar.interceptors.jetty9;
