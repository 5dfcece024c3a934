/** Real JVMs with the packaged agent: what every test here is made of. */
package dev.bursar.it.harness;
