/**
 * OkHttp 3.14 to 5. The call path is hooked, never a builder, so that clients built before attach
 * are seen: as {@code RealCall} asks its client for the interceptors of one call, ours are added.
 * What is not {@code OkHttpInstrumentation} or {@code OkHttpAdvice} is defined once per app loader
 * and sees the app's own OkHttp.
 */
package dev.bursar.interceptors.okhttp;
