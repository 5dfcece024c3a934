/** What the quick matrix runs on the JDKs that it otherwise leaves out. */
package dev.bursar.it.smoke;
