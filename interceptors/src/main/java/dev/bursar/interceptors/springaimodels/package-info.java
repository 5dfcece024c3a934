/**
 * Spring AI's models: their calls are held here, as far as no hook below sees them. Nothing of the
 * library is linked to: its objects are asked by their methods' names.
 */
package dev.bursar.interceptors.springaimodels;
