/**
 * All clients that stand on Netty 4.1 and 4.2: Reactor Netty and Spring's WebClient, Vert.x,
 * async-http-client. What is hooked is the codec that each request is written to and each response
 * read from, on HTTP/1.1 and on HTTP/2 with Netty's object codec: connections that were pooled
 * before the agent came are seen too, and no pipeline is changed. What is not {@code
 * NettyInstrumentation} or {@code NettyAdvice} is defined once per app loader and sees the app's
 * own Netty.
 */
package dev.bursar.interceptors.netty;
