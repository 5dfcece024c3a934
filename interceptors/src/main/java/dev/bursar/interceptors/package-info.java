/**
 * How to get to each HTTP client. One package per client, all of one shape: {@code
 * XInstrumentation} names the methods to weave, {@code XAdvice} is what is woven, {@code XHook} is
 * what that calls, {@code XRequest} shows the governor the client's request, and the rest puts a
 * tap on its response.
 */
package dev.bursar.interceptors;
