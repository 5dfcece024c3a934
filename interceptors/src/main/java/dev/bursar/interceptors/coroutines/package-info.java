/**
 * A coroutine of Kotlin's keeps the run that it was started in, whatever dispatches it and whoever
 * resumes it.
 */
package dev.bursar.interceptors.coroutines;
