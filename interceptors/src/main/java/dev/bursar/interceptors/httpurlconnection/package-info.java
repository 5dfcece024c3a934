/**
 * {@code java.net.HttpURLConnection} as the JDK implements it, since Java 8; https delegates to the
 * same class. Google's HTTP client stands on it, as do many SDKs.
 *
 * <p>Nothing of a request leaves before its body is whole and decided on: a buffered body is looked
 * at as the JDK begins to write it; one in a streaming mode is held until the app closes it, and
 * its head with it. A refusal is an answer that the JDK reads from a socket of ours, so that all of
 * its methods treat it as they treat a server's.
 */
package dev.bursar.interceptors.httpurlconnection;
