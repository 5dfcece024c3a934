/** A client's package as its author might write it. */
package dev.bursar.interceptors.shape.sample;
