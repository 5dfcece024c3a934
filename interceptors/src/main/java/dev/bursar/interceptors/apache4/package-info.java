/**
 * Apache HttpClient 4.3 to 4.5, blocking, and the client of 4.0 that these releases still have. A
 * call is decided where the client's chain has found out to whom a request goes and has not yet
 * asked for a connection; each sending on a connection is an attempt. So each redirect, and each
 * retry by the client, is an exchange of its own, and the requests that answer a 401 or a 407 are
 * attempts of one; in the old client all of these are attempts.
 *
 * <p>What is not {@code Apache4Instrumentation} or {@code Apache4Advice} is defined once per app
 * loader and sees the app's own client.
 */
package dev.bursar.interceptors.apache4;
