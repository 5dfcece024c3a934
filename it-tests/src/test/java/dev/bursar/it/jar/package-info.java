/** The packaged jar: what is in it, how it starts, and what the app can see of it. */
package dev.bursar.it.jar;
