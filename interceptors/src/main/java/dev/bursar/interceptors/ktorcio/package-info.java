/**
 * Ktor's own engine, CIO, of Ktor 2 and 3. A call is decided where the engine is asked to execute
 * it, which it is once for each sending: redirects, retries and answers to a 401 are made by
 * plugins above it. That is a coroutine on the engine's dispatcher: nothing waits there, it is
 * suspended.
 *
 * <p>What is not {@code KtorCioInstrumentation} or {@code KtorCioAdvice} is defined once per app
 * loader and sees the app's own client.
 */
package dev.bursar.interceptors.ktorcio;
