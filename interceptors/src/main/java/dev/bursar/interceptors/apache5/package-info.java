/**
 * Apache HttpClient 5, blocking. A call is decided where the client's chain has found out to whom a
 * request goes and has not yet asked for a connection; each sending on a connection is an attempt.
 * So each redirect, and each retry by the client, is an exchange of its own, and the requests that
 * answer a 401 or a 407 are attempts of one.
 *
 * <p>What is not {@code Apache5Instrumentation} or {@code Apache5Advice} is defined once per app
 * loader and sees the app's own client.
 */
package dev.bursar.interceptors.apache5;
