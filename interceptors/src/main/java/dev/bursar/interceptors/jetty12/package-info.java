/**
 * Jetty's HTTP client 12, over HTTP/1.1 and HTTP/2. A call is decided where it is handed to its
 * destination, before it waits for a connection: each redirect and each request that answers a 401
 * is handed over anew, and is an exchange of its own. A body that is not in memory is read ahead,
 * on the thread that writes it or on the client's executor; the request goes on from there. What
 * the app reads is seen as it is read from the connection, before it is decoded.
 *
 * <p>What is not {@code Jetty12Instrumentation} or {@code Jetty12Advice} is defined once per app
 * loader and sees the app's own client; it lies in a source tree of its own, since its library has
 * the name of the one that {@code jetty9} is compiled against.
 */
package dev.bursar.interceptors.jetty12;
