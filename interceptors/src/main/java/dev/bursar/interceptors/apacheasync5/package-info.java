/**
 * Apache HttpClient 5, asynchronous, over HTTP/1.1 and HTTP/2. A call is decided where the client's
 * chain is about to ask for a connection, and each time it is: every redirect, every retry by the
 * client and every request that answers a 401 is an exchange of its own. The first one is decided
 * on the thread that makes the call, the others on the client's own threads, which never wait. The
 * minimal clients have no chain: there a call is decided as its handler produces the request.
 *
 * <p>What is not {@code ApacheAsync5Instrumentation} or {@code ApacheAsync5Advice} is defined once
 * per app loader and sees the app's own client.
 */
package dev.bursar.interceptors.apacheasync5;
