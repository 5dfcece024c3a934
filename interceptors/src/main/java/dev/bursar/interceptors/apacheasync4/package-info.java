/**
 * Apache HttpAsyncClient 4, with a chain and without. A call is decided where the app makes it, on
 * the app's thread, or, where its body is written later, when that is there; each time the client
 * sends its body is an attempt of its own. All is done between the client and what the app gave it:
 * the producer of the request and the consumer of the response.
 *
 * <p>What is not {@code ApacheAsync4Instrumentation} or {@code ApacheAsync4Advice} is defined once
 * per app loader and sees the app's own client.
 */
package dev.bursar.interceptors.apacheasync4;
