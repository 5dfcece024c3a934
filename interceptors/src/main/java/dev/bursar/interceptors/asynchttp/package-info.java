/**
 * A call of async-http-client 2 or 3 keeps the run that it was made in, whoever writes its request.
 */
package dev.bursar.interceptors.asynchttp;
