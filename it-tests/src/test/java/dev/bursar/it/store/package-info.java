/** A store that is damaged or taken away while apps use it: on-error decides, nothing is lost. */
package dev.bursar.it.store;
