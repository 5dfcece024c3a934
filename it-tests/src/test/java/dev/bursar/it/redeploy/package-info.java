/** Apps that come and go in a JVM that stays. */
package dev.bursar.it.redeploy;
