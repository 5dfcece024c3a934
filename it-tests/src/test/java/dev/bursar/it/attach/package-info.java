/** The agent comes into JVMs that run, and changes its mind there. */
package dev.bursar.it.attach;
