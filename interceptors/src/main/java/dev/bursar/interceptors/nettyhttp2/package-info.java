/**
 * HTTP/2 of the clients that write frames by Netty's encoder themselves: Vert.x and
 * async-http-client 3. Reactor Netty's frames pass here too, below the codec of objects at which
 * its calls are held. What is not {@code NettyHttp2Instrumentation} or {@code NettyHttp2Advice} is
 * defined once per app loader and sees the app's own Netty.
 */
package dev.bursar.interceptors.nettyhttp2;
