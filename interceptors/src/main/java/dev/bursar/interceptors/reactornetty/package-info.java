/**
 * A call of Reactor Netty's client, and so of Spring's WebClient, keeps the run that it was
 * subscribed in, whoever finds a connection for it. What is not {@code ReactorNettyInstrumentation}
 * or {@code ReactorNettyAdvice} is defined once per app loader and sees the app's own Reactor
 * Netty.
 */
package dev.bursar.interceptors.reactornetty;
