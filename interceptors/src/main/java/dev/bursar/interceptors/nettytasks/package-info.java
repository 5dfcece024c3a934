/**
 * The current run follows the work across the event loops of Netty 4.1 and 4.2, by task. What an
 * event loop does by itself, as bytes arrive or a connection opens, belongs to no run; a request's
 * run is kept by its client's own package, and a response's by {@code
 * dev.bursar.interceptors.netty}.
 */
package dev.bursar.interceptors.nettytasks;
