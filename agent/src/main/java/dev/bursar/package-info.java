/** The jar's entry class. */
package dev.bursar;
