/**
 * What is registered with a future of Vert.x 4 or 5 keeps the run that it was registered in,
 * whoever completes the future: a connection that a call waits for is handed to it so.
 */
package dev.bursar.interceptors.vertx;
