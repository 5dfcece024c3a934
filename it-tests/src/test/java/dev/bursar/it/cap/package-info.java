/** No account is charged past its limit, and almost all of it can be spent. */
package dev.bursar.it.cap;
