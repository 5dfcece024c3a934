/** What must hold for every client, in every version, on every JDK. */
package dev.bursar.it.contract;
