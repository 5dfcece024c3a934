/**
 * {@code java.net.http}, the JDK's own client since 11. Its one implementation is hooked, beneath
 * the facade that apps hold. What needs that API is compiled for 11 and loaded only where the JDK's
 * client has appeared.
 */
package dev.bursar.interceptors.jdkhttp;
